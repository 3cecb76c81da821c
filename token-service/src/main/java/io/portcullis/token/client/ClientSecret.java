package io.portcullis.token.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    return hash(secret);
  }

  static boolean matches(String presented, String storedHash) {
    return MessageDigest.isEqual(hash(presented).getBytes(UTF_8), storedHash.getBytes(UTF_8));
  }

  private static String hash(String secret) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
