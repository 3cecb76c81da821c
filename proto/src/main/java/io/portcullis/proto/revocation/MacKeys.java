package io.portcullis.proto.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that seal the log in Redis. Who can write to Redis but holds no key can silence a node,
 * never remove an entry or extend its freshness.
 *
 * <p>The first key of the file signs, all of them verify: a new key is given to the nodes as a
 * second line first, and moved to the top of the token service's file after that.
 */
public final class MacKeys {
  /** What is sealed; part of the MAC, so that one kind never passes as another. */
  public enum Kind {
    LOG_ITEM,
    HEARTBEAT,
    SNAPSHOT
  }

  /** A MAC (32 bytes) and the id of the key that made it. */
  public record Seal(String keyId, ByteString mac) {}

  private static final int MIN_KEY_BYTES = 32;

  private final String signingKeyId;
  private final Map<String, SecretKeySpec> keys;

  private MacKeys(String signingKeyId, Map<String, SecretKeySpec> keys) {
    this.signingKeyId = signingKeyId;
    this.keys = keys;
  }

  /**
   * Reads a key file: one {@code id:base64} per line, at least 32 bytes each; blank lines and lines
   * that start with {@code #} are passed over.
   *
   * @throws IllegalArgumentException naming the line that is wrong, never the key
   */
  public static MacKeys parse(String text) {
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
    return new MacKeys(keys.keySet().iterator().next(), keys);
  }

  /** Seals a payload with the signing key. */
  public Seal seal(Kind kind, byte[] payload) {
    return new Seal(signingKeyId, ByteString.copyFrom(mac(key(signingKeyId), kind, payload)));
  }

  /** Whether the seal was made by a key of this set over exactly this payload. Never throws. */
  public boolean verify(Kind kind, byte[] payload, String keyId, byte[] mac) {
    SecretKeySpec key = keys.get(keyId);
    return key != null && MessageDigest.isEqual(mac(key, kind, payload), mac);
  }

  private SecretKeySpec key(String id) {
    SecretKeySpec key = keys.get(id);
    if (key == null) {
      throw new IllegalStateException("no MAC key " + id);
    }
    return key;
  }

  private static void addKey(Map<String, SecretKeySpec> keys, String line, int number) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("line " + number + " is not of the form id:base64");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(line.substring(colon + 1).strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + number + " holds no valid base64", e);
    }
    if (bytes.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "line " + number + " holds " + bytes.length + " bytes; at least 32 are needed");
    }
    if (keys.put(line.substring(0, colon), new SecretKeySpec(bytes, "HmacSHA256")) != null) {
      throw new IllegalArgumentException("line " + number + " repeats the id of an earlier key");
    }
  }

  private static byte[] mac(SecretKeySpec key, Kind kind, byte[] payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(("portcullis.revocation.v1." + kind + "\0").getBytes(US_ASCII));
      return mac.doFinal(payload);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return "MacKeys" + keys.keySet();
  }
}
