package io.portcullis.token.signing;

import io.portcullis.token.dynamo.StorageUnavailableException;
import java.util.Optional;

/**
 * A key whose private half cannot be had at the moment: it is published and verifies, so that
 * tokens of other instances are good here, and signs nothing.
 *
 * @param reference by which its custody finds it
 * @param reason for the operator
 */
record UnopenedSigningKey(VerificationKey publicKey, String reference, String reason)
    implements SigningKey {
  @Override
  public byte[] sign(byte[] signingInput) {
    throw new StorageUnavailableException("signing key " + kid() + ": " + reason);
  }

  @Override
  public Optional<String> unopened() {
    return Optional.of(reason);
  }
}
