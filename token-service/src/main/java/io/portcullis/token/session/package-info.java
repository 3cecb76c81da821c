/**
 * Sessions and refresh rotation (RFC 9700): idempotent for an honest client that retries, and still
 * catching a thief. Theft is returned, not acted on here.
 */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.session;
