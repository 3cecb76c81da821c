package io.portcullis.token.issuance;

import io.portcullis.token.revocation.Cutoffs;
import io.portcullis.token.signing.SigningKey;

/**
 * What was read, strongly, of all that could cover a token.
 *
 * @param cutoffs revoked-after times of user, tenant and client
 * @param key a signing key that is not revoked
 */
record Standing(Cutoffs cutoffs, SigningKey key) {}
