/** Is this token still good, and how fresh is that answer. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.revocation;
