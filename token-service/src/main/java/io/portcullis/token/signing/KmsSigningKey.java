package io.portcullis.token.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import io.portcullis.kit.hash.Sha256;
import io.portcullis.token.dynamo.StorageUnavailableException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/** A key in KMS. */
final class KmsSigningKey implements SigningKey {
  private static final int ES256_BYTES = 64;

  /** The longest message that KMS hashes itself; of a longer one it takes the digest. */
  private static final int MOST_RAW_BYTES = 4096;

  private final KmsConnection kms;
  private final KmsGuard guard;
  private final VerificationKey key;
  private final String keyId;

  KmsSigningKey(KmsConnection kms, KmsGuard guard, VerificationKey key, String keyId) {
    this.kms = kms;
    this.guard = guard;
    this.key = key;
    this.keyId = keyId;
  }

  String keyId() {
    return keyId;
  }

  @Override
  public VerificationKey publicKey() {
    return key;
  }

  /** Throws {@link StorageUnavailableException} when KMS does not sign. */
  @Override
  public byte[] sign(byte[] signingInput) {
    boolean raw = signingInput.length <= MOST_RAW_BYTES;
    SdkBytes message = SdkBytes.fromByteArray(raw ? signingInput : Sha256.of(signingInput));
    byte[] signature =
        guard.call(() ->
            kms.client()
                .sign(request ->
                    request
                        .keyId(keyId)
                        .message(message)
                        .messageType(raw ? MessageType.RAW : MessageType.DIGEST)
                        .signingAlgorithm(spec()))
                .signature()
                .asByteArray());
    return key.algorithm() == SigningAlgorithm.ES256 ? concatenated(signature) : signature;
  }

  private SigningAlgorithmSpec spec() {
    return switch (key.algorithm()) {
      case ES256 -> SigningAlgorithmSpec.ECDSA_SHA_256;
      case RS256 -> SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256;
      case ED25519 -> throw new IllegalStateException("Ed25519 keys are not made in KMS");
    };
  }

  // RFC 7518 3.4: R and S in 32 bytes each. KMS answers in DER.
  private static byte[] concatenated(byte[] der) {
    try {
      return ECDSA.transcodeSignatureToConcat(der, ES256_BYTES);
    } catch (JOSEException e) {
      throw new StorageUnavailableException("KMS answered a signature that is none", e);
    }
  }
}
