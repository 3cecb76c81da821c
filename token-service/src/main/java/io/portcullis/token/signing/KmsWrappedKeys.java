package io.portcullis.token.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Keys that are made and sign in this process, and leave it only encrypted by KMS. So KMS is asked
 * once for each new key and once by each instance that reads it, and never for a token.
 *
 * <p>KMS encrypts up to 4,096 bytes itself: the longest key, an RSA JWK of 2048 bits, has 1,700.
 */
public final class KmsWrappedKeys implements KeyCustody {
  private final KmsConnection kms;
  private final String wrappingKey;
  private final SecureRandom random;

  /**
   * @param wrappingKey id, ARN or alias of a symmetric key in KMS
   */
  public KmsWrappedKeys(KmsConnection kms, String wrappingKey, SecureRandom random) {
    this.kms = kms;
    this.wrappingKey = wrappingKey;
    this.random = random;
  }

  @Override
  public Held make(SigningAlgorithm algorithm) throws IOException {
    LocalSigningKey key = LocalSigningKey.generate(algorithm, random);
    SdkBytes plain = SdkBytes.fromUtf8String(key.privateJwk().toJSONString());
    try {
      byte[] wrapped =
          kms.client()
              .encrypt(request ->
                  request.keyId(wrappingKey).plaintext(plain).encryptionContext(context(key.kid())))
              .ciphertextBlob()
              .asByteArray();
      return new Held(key, Base64.getEncoder().encodeToString(wrapped));
    } catch (SdkException e) {
      throw KmsConnection.unavailable("wraps no new signing key", e);
    }
  }

  @Override
  public Held open(JWK publicJwk, String reference) throws IOException {
    String kid = publicJwk.getKeyID();
    try {
      String plain =
          kms.client()
              .decrypt(request ->
                  request
                      .keyId(wrappingKey)
                      .ciphertextBlob(SdkBytes.fromByteArray(Base64.getDecoder().decode(reference)))
                      .encryptionContext(context(kid)))
              .plaintext()
              .asString(UTF_8);
      return new Held(LocalSigningKey.of(JWK.parse(plain)), reference);
    } catch (SdkException e) {
      throw KmsConnection.unavailable("does not unwrap it", e);
    } catch (ParseException | IllegalArgumentException e) {
      // The cause may quote what it could not read: it stays here.
      throw new IOException("what is kept of it is no key");
    }
  }

  @Override
  public void discard(Held held) {
    // Wrapped, it is nowhere but in the item that has dropped it.
  }

  // Authenticated with the key: a wrapped key put under another kid does not open.
  private static Map<String, String> context(String kid) {
    return Map.of("portcullis", "signing-key", "kid", kid);
  }
}
