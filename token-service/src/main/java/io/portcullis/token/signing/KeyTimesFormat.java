package io.portcullis.token.signing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys' times as a member of the JWK set beside {@code keys}, in RFC 3339.
 *
 * <p>A file without it was written before there were times: its first key signs and the others are
 * ahead, all published now, so that none of them signs too early.
 */
final class KeyTimesFormat {
  private static final String MEMBER = "portcullis_key_times";
  private static final String PUBLISHED = "published_at";
  private static final String ACTIVE = "active_at";
  private static final String RETIRING = "retiring_at";

  private final Map<String, KeyTimes> byKid;

  private KeyTimesFormat(Map<String, KeyTimes> byKid) {
    this.byKid = byKid;
  }

  static KeyTimesFormat of(JWKSet set, Instant now) {
    Map<String, KeyTimes> byKid = new LinkedHashMap<>();
    Object member = set.getAdditionalMembers().get(MEMBER);
    if (member == null) {
      for (JWK jwk : set.getKeys()) {
        KeyTimes published = KeyTimes.published(now);
        byKid.put(jwk.getKeyID(), byKid.isEmpty() ? published.activated(now) : published);
      }
    } else if (member instanceof Map<?, ?> all) {
      all.forEach((kid, times) -> byKid.put(String.valueOf(kid), parse(times)));
    }
    return new KeyTimesFormat(byKid);
  }

  static Map<String, Object> members(List<KeptKey> keys) {
    Map<String, Object> all = new LinkedHashMap<>();
    keys.forEach(kept -> all.put(kept.kid(), write(kept.times())));
    return Map.of(MEMBER, all);
  }

  /**
   * The times of a key.
   *
   * @throws IllegalArgumentException when none are written down
   */
  KeyTimes of(String kid) {
    KeyTimes times = byKid.get(kid);
    if (times == null) {
      throw new IllegalArgumentException("key " + kid + " has no times in " + MEMBER);
    }
    return times;
  }

  private static Map<String, Object> write(KeyTimes times) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put(PUBLISHED, times.publishedAt().toString());
    times.activeAt().ifPresent(at -> written.put(ACTIVE, at.toString()));
    times.retiringAt().ifPresent(at -> written.put(RETIRING, at.toString()));
    return written;
  }

  private static KeyTimes parse(Object times) {
    if (times instanceof Map<?, ?> written && written.get(PUBLISHED) instanceof String published) {
      return new KeyTimes(
          instant(published), optional(written.get(ACTIVE)), optional(written.get(RETIRING)));
    }
    throw new IllegalArgumentException(MEMBER + " must give each key its " + PUBLISHED);
  }

  private static Optional<Instant> optional(@Nullable Object text) {
    return Optional.ofNullable(text).map(String::valueOf).map(KeyTimesFormat::instant);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(MEMBER + " holds a time that is none: " + text, e);
    }
  }
}
