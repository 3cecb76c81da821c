package io.portcullis.proto.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Names of the keys that a relay writes beside the log where nodes run in near-cache mode: one per
 * revocation, with a time to live, in the slot of its shard.
 *
 * <p>Ids belong to their issuer, so it is part of the name. Each part is percent-encoded, so that
 * no two sequences of parts read the same. With hashed ids the name ends in the SHA-256 of what it
 * would be without: no id shows in a key's name or in an event, though the log itself still holds
 * them. SHA-256 and no HMAC, because names must survive a change of the keys that seal the log.
 */
public final class NearCacheKeys {
  /** Channel of the events. */
  public static final String EVENTS = "revocations";

  /** No entry is kept longer: the longest life of a token that can be configured, and a margin. */
  public static final long LONGEST_MILLIS = 36 * 3_600_000L;

  private static final String TOKEN = "rev:jti";
  private static final String SESSION = "rev:session";
  private static final String USER = "user_revoke_ts";
  private static final String NO_TENANT = "default";

  private final boolean hashed;

  /** {@code hashed}: whether ids are replaced by their SHA-256; all of a region must agree. */
  public NearCacheKeys(boolean hashed) {
    this.hashed = hashed;
  }

  /**
   * How far the plain keys reach: {@code <epoch>-<last>-<first>}, the sequences between which each
   * item's keys have been written. Another form of the ids has another name, so that who looks for
   * the wrong form finds no proof instead of nothing revoked.
   */
  public String top(String shard) {
    return tag(shard) + (hashed ? "top:sha256" : "top");
  }

  /** The newest {@link SealedHeartbeat}. */
  public static String heartbeat(String shard) {
    return tag(shard) + "hb:sealed";
  }

  /** Beginning of all names of a shard. */
  public static String tag(String shard) {
    return "{rv:" + shard + "}:";
  }

  /** Whether a key of this name is one that goes by its time to live. */
  public static boolean isPlain(String shard, String name) {
    String tag = tag(shard);
    return name.startsWith(tag + "rev:") || name.startsWith(tag + USER + ":");
  }

  /**
   * The key that stands for a revocation while it is needed: of a user its value is T, Unix
   * milliseconds, of a token or a session 1. The others have none; every node follows the control
   * shard, where they are.
   */
  public Optional<String> name(String shard, Revocation revocation) {
    String issuer = revocation.getIssuer();
    String id = revocation.getId();
    return switch (revocation.getType()) {
      case TOKEN -> Optional.of(named(shard, TOKEN, issuer, id));
      case SESSION -> Optional.of(named(shard, SESSION, issuer, id));
      case USER -> Optional.of(named(shard, USER, issuer, tenant(revocation), id));
      case TENANT, CLIENT, KEY, REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  /**
   * The id in the event of a revocation, as our own relays write it: the id itself, or, hashed, the
   * end of the key's name.
   */
  public String eventId(Revocation revocation) {
    String issuer = revocation.getIssuer();
    String id = revocation.getId();
    if (!hashed) {
      return id;
    }
    return switch (revocation.getType()) {
      case TOKEN -> sha256(joined(TOKEN, issuer, id));
      case SESSION -> sha256(joined(SESSION, issuer, id));
      case USER -> sha256(joined(USER, issuer, tenant(revocation), id));
      case TENANT -> sha256(joined("tenant", issuer, id));
      case CLIENT -> sha256(joined("client", issuer, id));
      case KEY -> sha256(joined("key", issuer, id));
      case REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a revocation without a type is never written");
    };
  }

  private static String tenant(Revocation revocation) {
    return revocation.getTenant().isEmpty() ? NO_TENANT : revocation.getTenant();
  }

  private String named(String shard, String kind, String... parts) {
    String plain = joined(kind, parts);
    return tag(shard) + (hashed ? kind + ":" + sha256(plain) : plain);
  }

  private static String joined(String kind, String... parts) {
    StringBuilder name = new StringBuilder(kind);
    for (String part : parts) {
      name.append(':').append(URLEncoder.encode(part, UTF_8));
    }
    return name.toString();
  }

  private static String sha256(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
