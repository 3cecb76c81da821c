package io.portcullis.proto.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names of the shards and of their keys in Redis. All keys of a shard carry one hash tag, so that a
 * Lua script may touch them together in a Redis Cluster.
 */
public final class RevocationKeys {
  /** Home of tenant, client and key revocations, and of tokens whose user is unknown. */
  public static final String CONTROL_SHARD = "control";

  /**
   * Issuer of the canaries: TOKEN revocations that cover nobody, whose id is the writer's clock
   * just before the commit, Unix milliseconds in decimal.
   */
  public static final String CANARY_ISSUER = "portcullis-canary";

  /** Stream and hash field: the bytes of a {@link LogItem} or {@link Heartbeat}. */
  public static final String FIELD_PAYLOAD = "p";

  /** Stream and hash field: id of the MAC key. */
  public static final String FIELD_MAC_KEY_ID = "k";

  /** Stream and hash field: HMAC-SHA-256 over the kind and the payload, 32 bytes. */
  public static final String FIELD_MAC = "m";

  private RevocationKeys() {}

  /**
   * What a shard is called where the logs of several homes lie side by side: {@code us/0}, and
   * {@code 0} in the region that owns it.
   *
   * @param home empty for the region's own
   */
  public static String shardOfHome(String home, String shard) {
    return home.isEmpty() ? shard : home + "/" + shard;
  }

  /** Stream of {@link LogItem}s; an item's stream id is {@code <epoch>-<sequence>}, for ever. */
  public static String log(String shard) {
    return "{rv:" + shard + "}:log";
  }

  /** Hash with the newest {@link Heartbeat}. */
  public static String heartbeat(String shard) {
    return "{rv:" + shard + "}:hb";
  }

  /** Short stream of {@link Heartbeat}s, so that a blocked reader is woken. */
  public static String heartbeatStream(String shard) {
    return "{rv:" + shard + "}:hbs";
  }

  /** The user shard of a user: the first 31 bits of SHA-256(tenant NUL user), modulo N. */
  public static String shardOf(String tenant, String user, int shards) {
    MessageDigest sha256 = sha256();
    sha256.update(tenant.getBytes(UTF_8));
    sha256.update((byte) 0);
    byte[] digest = sha256.digest(user.getBytes(UTF_8));
    int bits =
        (digest[0] & 0x7f) << 24
            | (digest[1] & 0xff) << 16
            | (digest[2] & 0xff) << 8
            | (digest[3] & 0xff);
    return Integer.toString(bits % shards);
  }

  /** SHA-256 of an item's bytes, as heartbeats carry it. */
  public static byte[] itemHash(byte[] payload) {
    return sha256().digest(payload);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
