/** Current public keys of the issuers, as immutable snapshots: RFC 7517. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.jwks;
