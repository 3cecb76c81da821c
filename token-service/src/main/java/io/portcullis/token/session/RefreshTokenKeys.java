package io.portcullis.token.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys behind refresh tokens. The first makes new tokens; the others stay for the absolute life
 * of a session, for tokens that were made with them.
 */
public final class RefreshTokenKeys {
  /** What a MAC is for; part of it, so that a tag never passes as a secret. */
  enum Purpose {
    TAG,
    SECRET,
    DEVICE
  }

  private static final int MIN_KEY_BYTES = 32;
  private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]{1,16}):([^:]+)");

  private final String currentKeyId;
  private final Map<String, SecretKeySpec> keys;
  private final Set<String> withdrawn;

  private RefreshTokenKeys(Map<String, SecretKeySpec> keys, Set<String> withdrawn) {
    this.currentKeyId = keys.keySet().iterator().next();
    this.keys = keys;
    this.withdrawn = Set.copyOf(withdrawn);
  }

  /**
   * Reads a key file: one {@code id:base64} per line, at least 32 bytes each; blank lines and lines
   * that start with {@code #} are passed over.
   *
   * @throws IllegalArgumentException naming the line that is wrong, never the key
   */
  public static RefreshTokenKeys parse(String text) {
    Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        addKey(keys, line.strip(), number);
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("holds no key; one line of the form id:base64 is needed");
    }
    return new RefreshTokenKeys(keys, Set.of());
  }

  /**
   * The same, knowing of keys that will never come back.
   *
   * @throws IllegalArgumentException naming one that is still among these
   */
  public RefreshTokenKeys without(Collection<String> withdrawn) {
    for (String id : withdrawn) {
      if (has(id)) {
        throw new IllegalArgumentException("still holds the key " + id + ", which is withdrawn");
      }
    }
    return new RefreshTokenKeys(keys, Set.copyOf(withdrawn));
  }

  String currentKeyId() {
    return currentKeyId;
  }

  boolean has(String keyId) {
    return keys.containsKey(keyId);
  }

  boolean isWithdrawn(String keyId) {
    return withdrawn.contains(keyId);
  }

  /** HMAC-SHA-256 over the purpose and the parts, each with its length before it. */
  byte[] mac(String keyId, Purpose purpose, byte[]... parts) {
    SecretKeySpec key = keys.get(keyId);
    if (key == null) {
      throw new IllegalStateException("no refresh token key " + keyId);
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(("portcullis.refresh.v1." + purpose + "\0").getBytes(US_ASCII));
      for (byte[] part : parts) {
        mac.update((part.length + ":").getBytes(US_ASCII));
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static void addKey(Map<String, SecretKeySpec> keys, String line, int number) {
    var matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("line " + number + " is not of the form id:base64");
    }
    SecretKeySpec key = new SecretKeySpec(decode(matcher.group(2).strip(), number), "HmacSHA256");
    if (keys.put(matcher.group(1), key) != null) {
      throw new IllegalArgumentException("line " + number + " repeats the id of an earlier key");
    }
  }

  private static byte[] decode(String base64, int number) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + number + " holds no valid base64", e);
    }
    if (bytes.length < MIN_KEY_BYTES) {
      Arrays.fill(bytes, (byte) 0);
      throw new IllegalArgumentException("line " + number + " holds a key below 32 bytes");
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "RefreshTokenKeys" + keys.keySet();
  }
}
