package io.portcullis.token.signing;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/** Keys that are made in KMS and never leave it: each signature is a call. */
public final class KmsDirectKeys implements KeyCustody {
  private static final Logger LOG = LoggerFactory.getLogger(KmsDirectKeys.class);
  private static final int KID_BYTES = 16;

  /** The least that KMS allows; until then an operator can take it back. */
  private static final int DELETION_DAYS = 7;

  private final KmsConnection kms;
  private final KmsGuard guard;
  private final SecureRandom random;

  public KmsDirectKeys(KmsConnection kms, KmsGuard guard, SecureRandom random) {
    this.kms = kms;
    this.guard = guard;
    this.random = random;
  }

  @Override
  public Held make(SigningAlgorithm algorithm) throws IOException {
    String kid = newKid();
    String id = create(spec(algorithm), kid);
    try {
      byte[] spki =
          kms.client().getPublicKey(request -> request.keyId(id)).publicKey().asByteArray();
      return open(jwk(algorithm, kid, spki), id);
    } catch (SdkException e) {
      delete(id);
      throw KmsConnection.unavailable("makes no new signing key", e);
    } catch (GeneralSecurityException e) {
      delete(id);
      throw new IOException("KMS answered a public key that is none", e);
    }
  }

  // The kid tells an operator whose key this is, should nobody else know it any more.
  private String create(KeySpec spec, String kid) throws IOException {
    try {
      return kms.client()
          .createKey(request ->
              request
                  .keySpec(spec)
                  .keyUsage(KeyUsageType.SIGN_VERIFY)
                  .description("Portcullis token signing key " + kid))
          .keyMetadata()
          .keyId();
    } catch (SdkException e) {
      throw KmsConnection.unavailable("makes no new signing key", e);
    }
  }

  @Override
  public Held open(JWK publicJwk, String reference) {
    return new Held(
        new KmsSigningKey(kms, guard, VerificationKey.of(publicJwk), reference), reference);
  }

  @Override
  public void discard(Held held) {
    delete(held.reference());
  }

  private void delete(String id) {
    try {
      kms.client()
          .scheduleKeyDeletion(request -> request.keyId(id).pendingWindowInDays(DELETION_DAYS));
    } catch (KmsInvalidStateException | NotFoundException e) {
      LOG.debug("KMS key {} is deleted by another instance", id);
    } catch (SdkException e) {
      LOG.warn(
          "KMS key {} signs nothing, but its deletion could not be scheduled; schedule it: {}",
          id,
          e.getMessage());
    }
  }

  private static KeySpec spec(SigningAlgorithm algorithm) throws IOException {
    return switch (algorithm) {
      case ES256 -> KeySpec.ECC_NIST_P256;
      case RS256 -> KeySpec.RSA_2048;
      case ED25519 -> throw new IOException("Ed25519 keys are not made in KMS");
    };
  }

  private String newKid() {
    byte[] id = new byte[KID_BYTES];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  private static JWK jwk(SigningAlgorithm algorithm, String kid, byte[] spki)
      throws GeneralSecurityException {
    X509EncodedKeySpec encoded = new X509EncodedKeySpec(spki);
    return algorithm == SigningAlgorithm.RS256
        ? new RSAKey.Builder((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(encoded))
            .keyID(kid)
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(algorithm.jws())
            .build()
        : new ECKey.Builder(
                Curve.P_256, (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(encoded))
            .keyID(kid)
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(algorithm.jws())
            .build();
  }
}
