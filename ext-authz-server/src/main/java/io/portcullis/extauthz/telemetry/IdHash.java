package io.portcullis.extauthz.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands for an id in a log: who has the log can see which lines belong together, but only who has
 * the key too can find whose they are. The first half of HMAC-SHA-256, base64url. For one thread.
 */
final class IdHash {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private final Mac mac;

  IdHash(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Of an id of this kind: the same text as a subject and as a client is not the same id. */
  String of(String kind, String id) {
    mac.update(kind.getBytes(UTF_8));
    mac.update((byte) 0);
    byte[] whole = mac.doFinal(id.getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, BYTES));
  }
}
