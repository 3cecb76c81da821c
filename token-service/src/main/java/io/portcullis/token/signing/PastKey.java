package io.portcullis.token.signing;

import java.time.Instant;

/**
 * What is left of a key that is GONE: enough to recognise an old ID token by, should it come back
 * as a hint, and good for nothing else. A revoked key leaves nothing.
 */
public record PastKey(VerificationKey key, Instant goneAt) {}
