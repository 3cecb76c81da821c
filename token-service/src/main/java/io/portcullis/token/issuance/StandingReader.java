package io.portcullis.token.issuance;

import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.revocation.Cutoffs;
import io.portcullis.token.revocation.RevocationCutoffs;
import io.portcullis.token.signing.SigningKey;
import io.portcullis.token.signing.SigningKeys;

/**
 * Reads what has been revoked at large. A revoked signing key is passed over for the next one,
 * which verifiers know already.
 */
public final class StandingReader {
  private final RevocationCutoffs cutoffs;
  private final SigningKeys keys;

  public StandingReader(RevocationCutoffs cutoffs, SigningKeys keys) {
    this.cutoffs = cutoffs;
    this.keys = keys;
  }

  Standing read(String tenant, String userId, String clientId) {
    for (SigningKey key : keys.signers()) {
      Cutoffs read = cutoffs.read(tenant, userId, clientId, key.kid());
      if (!read.keyRevoked()) {
        return new Standing(read, key);
      }
    }
    throw new StorageUnavailableException("every signing key is revoked");
  }
}
