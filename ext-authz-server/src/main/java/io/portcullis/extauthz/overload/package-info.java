/** Refuses early instead of queueing. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.overload;
