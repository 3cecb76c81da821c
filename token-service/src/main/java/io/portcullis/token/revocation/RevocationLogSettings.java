package io.portcullis.token.revocation;

import io.portcullis.proto.revocation.RevocationKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The log's shape. The first three are kept in the table: a process that was configured otherwise
 * refuses to start.
 *
 * @param home region that owns the log
 * @param shards N, the number of user shards
 * @param maxTokenLife no token lives longer
 * @param clockError the most by which two clocks may differ
 */
public record RevocationLogSettings(
    String home, int shards, Duration maxTokenLife, Duration clockError) {
  /** All heads are begun in one transaction of at most 100 actions. */
  public static final int MAX_SHARDS = 64;

  /** The most leeway a node may have when it judges {@code exp}. */
  static final Duration MAX_LEEWAY = Duration.ofSeconds(30);

  /** Checks the number of shards. */
  public RevocationLogSettings {
    if (shards < 1 || shards > MAX_SHARDS) {
      throw new IllegalArgumentException("shards: " + shards + " is not 1 to " + MAX_SHARDS);
    }
  }

  /** R: how long a node keeps an entry. */
  long keepMillis() {
    return maxTokenLife.plus(MAX_LEEWAY).plus(clockError.multipliedBy(3)).toMillis();
  }

  long clockErrorMillis() {
    return clockError.toMillis();
  }

  /** All shards' names, the control shard first. */
  List<String> shardNames() {
    List<String> names = new ArrayList<>();
    names.add(RevocationKeys.CONTROL_SHARD);
    for (int i = 0; i < shards; i++) {
      names.add(Integer.toString(i));
    }
    return names;
  }
}
