/** Signing keys, the tokens they sign and the set of public keys that is published. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.signing;
