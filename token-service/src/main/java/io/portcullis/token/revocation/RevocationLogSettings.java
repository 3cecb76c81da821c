package io.portcullis.token.revocation;

import java.time.Duration;

/**
 * The log as configured. N and the tokens' life are kept in the table: a process that was
 * configured otherwise refuses to start, and one that runs follows the table.
 *
 * @param home region that owns the log
 * @param shards N, the number of user shards
 * @param maxTokenLife no token lives longer
 * @param clockError the most by which two clocks may differ
 */
public record RevocationLogSettings(
    String home, int shards, Duration maxTokenLife, Duration clockError) {
  /** With the control shard's, all heads fill one transaction of at most 100 actions. */
  public static final int MAX_SHARDS = 99;

  /** The most leeway a node may have when it judges {@code exp}. */
  static final Duration MAX_LEEWAY = Duration.ofSeconds(30);

  /** Checks the number of shards. */
  public RevocationLogSettings {
    if (shards < 1 || shards > MAX_SHARDS) {
      throw new IllegalArgumentException("shards: " + shards + " is not 1 to " + MAX_SHARDS);
    }
  }

  /** R: how long a node keeps an entry of a log with this {@code max_token_life}. */
  long keepMillis(long maxTokenLifeMillis) {
    return maxTokenLifeMillis + MAX_LEEWAY.toMillis() + 3 * clockErrorMillis();
  }

  long clockErrorMillis() {
    return clockError.toMillis();
  }
}
