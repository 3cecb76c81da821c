package io.portcullis.extauthz.jwks;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An issuer's usable keys at one moment. A key that a refresh brings again stays the same object,
 * so that {@code ==} tells whether a verification of earlier still stands.
 */
public final class KeySet {
  /**
   * How long a set stays in force without a successful fetch, on disk as in memory: long enough for
   * a night and somebody who repairs the issuer, and an end for keys that it may have withdrawn.
   */
  public static final Duration MAX_AGE = Duration.ofHours(24);

  private static final KeySet NONE = new KeySet(Map.of(), 0, 0);

  private final Map<String, VerificationKey> keys;
  private final long fetchedAtMillis;
  private final long provenAtMillis;

  private KeySet(Map<String, VerificationKey> keys, long fetchedAtMillis, long provenAtMillis) {
    this.keys = keys;
    this.fetchedAtMillis = fetchedAtMillis;
    this.provenAtMillis = provenAtMillis;
  }

  /** The state before the first load, and after the end of the last good set. */
  static KeySet none() {
    return NONE;
  }

  /** The key under exactly this id. */
  public @Nullable VerificationKey find(String kid) {
    return keys.get(kid);
  }

  /** Whether there are keys; a loaded set has at least one. */
  public boolean loaded() {
    return !keys.isEmpty();
  }

  /** The ids of the usable keys. */
  public Set<String> kids() {
    return Collections.unmodifiableSet(keys.keySet());
  }

  /** This node's clock before the fetch that brought this set, Unix milliseconds; 0 if none. */
  public long fetchedAtMillis() {
    return fetchedAtMillis;
  }

  /**
   * When the issuer itself was asked, past every cache, and still published these keys: Unix
   * milliseconds; 0 if the set came from a file and proves nothing.
   */
  public long provenAtMillis() {
    return provenAtMillis;
  }

  boolean isTooOld(long nowMillis) {
    return loaded() && nowMillis - fetchedAtMillis > MAX_AGE.toMillis();
  }

  KeySet next(Collection<VerificationKey> fetched, long fetchedAtMillis, boolean proof) {
    Map<String, VerificationKey> next = new LinkedHashMap<>();
    for (VerificationKey key : fetched) {
      VerificationKey known = keys.get(key.kid());
      next.put(key.kid(), key.equals(known) ? known : key);
    }
    return new KeySet(next, fetchedAtMillis, proof ? fetchedAtMillis : 0);
  }
}
