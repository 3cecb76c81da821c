package io.portcullis.token.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.kit.hash.Sha256;
import java.security.MessageDigest;

/**
 * A client's secret. It is a random value, not a password, so a plain SHA-256 protects it at rest:
 * there is nothing to guess. {@link #parse} holds operators to that.
 */
public final class ClientSecret {
  /** 128 bits in base64url. */
  private static final int MIN_CHARACTERS = 22;

  private final String secret;

  private ClientSecret(String secret) {
    this.secret = secret;
  }

  /**
   * A secret to register.
   *
   * @throws IllegalArgumentException when it is too short to be random
   */
  public static ClientSecret parse(String secret) {
    if (secret.length() < MIN_CHARACTERS) {
      throw new IllegalArgumentException(
          "a client secret has at least " + MIN_CHARACTERS + " random characters");
    }
    return new ClientSecret(secret);
  }

  /** What a store keeps: SHA-256 in hexadecimal. */
  public String hash() {
    return Sha256.hex(secret);
  }

  static boolean matches(String presented, String storedHash) {
    return MessageDigest.isEqual(Sha256.hex(presented).getBytes(UTF_8), storedHash.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "***";
  }
}
