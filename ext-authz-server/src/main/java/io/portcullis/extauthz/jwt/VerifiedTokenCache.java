package io.portcullis.extauthz.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.portcullis.extauthz.jwks.VerificationKey;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which tokens had a good signature, and nothing else: claims, revocation and policy are
 * judged at every check. An entry stands as long as the very key that verified it is in its
 * issuer's set; only tokens that were proved get in, so that a flood of others pushes none out.
 */
public final class VerifiedTokenCache {
  private final Cache<TokenTag, Entry> entries;
  private final TokenTags tags;

  /**
   * Holds at most {@code maxTokens}; 0 remembers nothing.
   *
   * @param random cryptographically strong: tokens are known by a keyed hash
   */
  public VerifiedTokenCache(int maxTokens, RandomGenerator random) {
    this.tags = new TokenTags(random);
    this.entries =
        Caffeine.newBuilder().maximumSize(maxTokens).executor(Runnable::run).recordStats().build();
  }

  /** Under what a token is remembered: the octets from {@code from} up to {@code to}. */
  TokenTag tag(byte[] message, int from, int to) {
    return tags.of(message, from, to);
  }

  @Nullable Entry find(TokenTag token) {
    return standing(entries.getIfPresent(token));
  }

  /** The same without counting as a look-up. */
  @Nullable Entry peek(TokenTag token) {
    return standing(entries.policy().getIfPresentQuietly(token));
  }

  private static @Nullable Entry standing(@Nullable Entry entry) {
    return entry != null && entry.stands() ? entry : null;
  }

  void remember(TokenTag token, Entry entry) {
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
