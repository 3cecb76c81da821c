/** Finds the credential of a request: RFC 6750. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.credential;
