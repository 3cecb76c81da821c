package io.portcullis.token.browser;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.portcullis.token.authorization.RandomIds;
import java.security.MessageDigest;

/**
 * Ties each form to the browser that was shown it (RFC 9700 section 4.7): a hash of the cookie's
 * secret, which no other site can read, and of what the form is for.
 */
final class FormTokens {
  private FormTokens() {}

  static String of(String secret, String purpose) {
    return RandomIds.hash("form\n" + purpose + "\n" + secret);
  }

  static boolean matches(String sent, String secret, String purpose) {
    return MessageDigest.isEqual(sent.getBytes(US_ASCII), of(secret, purpose).getBytes(US_ASCII));
  }
}
