package io.portcullis.kit.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), which every Java platform has. */
public final class Sha256 {
  private Sha256() {}

  /** The hash, 32 bytes. */
  public static byte[] of(byte[] input) {
    return digest().digest(input);
  }

  /** The hash of a text in UTF-8, 32 bytes. */
  public static byte[] of(String text) {
    return of(text.getBytes(UTF_8));
  }

  /** The hash of a text in UTF-8, 64 lower-case hexadecimal digits. */
  public static String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }

  /** The hash of a text in UTF-8, 43 characters of base64url without padding. */
  public static String base64url(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(of(text));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
