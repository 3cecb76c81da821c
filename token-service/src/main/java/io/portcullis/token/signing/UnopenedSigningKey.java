package io.portcullis.token.signing;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.util.Optional;

/**
 * A key whose private half cannot be had at the moment: it is published and verifies, so that
 * tokens of other instances are good here, and signs nothing.
 */
final class UnopenedSigningKey implements SigningKey {
  private final VerificationKey key;
  private final String reference;
  private final String reason;

  UnopenedSigningKey(VerificationKey key, String reference, String reason) {
    this.key = key;
    this.reference = reference;
    this.reason = reason;
  }

  /** By which its custody finds it. */
  String reference() {
    return reference;
  }

  @Override
  public String kid() {
    return key.kid();
  }

  @Override
  public JWSAlgorithm algorithm() {
    return key.algorithm().jws();
  }

  @Override
  public JWK publicJwk() {
    return key.jwk();
  }

  @Override
  public byte[] sign(byte[] signingInput) {
    throw new StorageUnavailableException("signing key " + kid() + ": " + reason);
  }

  @Override
  public Optional<String> unopened() {
    return Optional.of(reason);
  }

  @Override
  public boolean verify(byte[] signingInput, byte[] signature) {
    return key.verify(signingInput, signature);
  }
}
