package io.portcullis.extauthz.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.portcullis.extauthz.jwks.VerificationKey;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which tokens had a good signature, and nothing else: claims, revocation and policy are
 * judged at every check. An entry stands as long as the very key that verified it is in its
 * issuer's set; only tokens that were proved get in, so that a flood of others pushes none out.
 */
public final class VerifiedTokenCache {
  private final Cache<TokenHash, Entry> entries;

  /** Holds at most {@code maxTokens}; 0 remembers nothing. */
  public VerifiedTokenCache(int maxTokens) {
    this.entries =
        Caffeine.newBuilder().maximumSize(maxTokens).executor(Runnable::run).recordStats().build();
  }

  @Nullable Entry find(TokenHash token) {
    return standing(entries.getIfPresent(token));
  }

  /** The same without counting as a look-up. */
  @Nullable Entry peek(TokenHash token) {
    return standing(entries.policy().getIfPresentQuietly(token));
  }

  private static @Nullable Entry standing(@Nullable Entry entry) {
    return entry != null && entry.stands() ? entry : null;
  }

  void remember(TokenHash token, Entry entry) {
    entries.put(token, entry);
  }

  /** Look-ups that found the token, since the start. */
  public long hits() {
    return stats().hitCount();
  }

  /** Look-ups that did not. */
  public long misses() {
    return stats().missCount();
  }

  /** Tokens that had to leave for others. */
  public long evictions() {
    return stats().evictionCount();
  }

  private CacheStats stats() {
    return entries.stats();
  }

  /** A token, and the key that proved it. */
  record Entry(ProvenToken token, VerificationKey key, TrustedIssuer issuer) {
    @SuppressWarnings("ReferenceEquality") // a key set keeps a key's object as long as the key
    boolean stands() {
      return issuer.keys().current().find(key.kid()) == key;
    }
  }
}
