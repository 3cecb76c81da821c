/** The revocation log as it travels: messages, Redis key names and the seal over both. */
@org.jspecify.annotations.NullMarked
package io.portcullis.proto.revocation;
