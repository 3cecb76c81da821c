package io.portcullis.extauthz.jwks;

import java.security.PublicKey;

/** A public key that was found sound, and the one algorithm it may verify. */
public record VerificationKey(String kid, KeyAlgorithm algorithm, PublicKey publicKey) {}
