package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;

/**
 * Caches.
 *
 * @param verifiedTokens how many tokens are remembered as verified, at about 300 bytes each; 0 for
 *     none
 */
public record CacheConfig(Integer verifiedTokens) {
  /** Enough for the callers of a busy node. */
  public CacheConfig {
    verifiedTokens =
        ConfigCheck.between(
            "verified_tokens", ConfigCheck.or(verifiedTokens, 65_536), 0, 16_777_216);
  }
}
