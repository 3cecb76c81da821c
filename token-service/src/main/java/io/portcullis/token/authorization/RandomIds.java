package io.portcullis.token.authorization;

import io.portcullis.kit.hash.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/** Draws names and secrets, base64url. */
public final class RandomIds {
  private static final int NAME_BYTES = 16;
  private static final int SECRET_BYTES = 32;

  private final SecureRandom random;

  public RandomIds(SecureRandom random) {
    this.random = random;
  }

  /** 128 bits: nobody meets it by chance. */
  public String name() {
    return draw(NAME_BYTES);
  }

  /** 256 bits: nobody guesses it. */
  public String secret() {
    return draw(SECRET_BYTES);
  }

  /** What is kept of a secret: SHA-256, hexadecimal. */
  public static String hash(String secret) {
    return Sha256.hex(secret);
  }

  private String draw(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
  }
}
