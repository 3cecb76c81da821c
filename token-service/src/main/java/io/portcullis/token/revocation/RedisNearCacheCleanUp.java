package io.portcullis.token.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.portcullis.kit.lifecycle.PeriodicTask;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for plain keys that would stay for ever, which none of ours does, and gives them the
 * longest time that any entry may need. It removes none: a key that stands in no living item may
 * come from an earlier epoch, whose loss it has survived, and then it is still needed. Whatever it
 * was, no token that lives now outlives that time.
 */
public final class RedisNearCacheCleanUp {
  private static final Logger LOG = LoggerFactory.getLogger(RedisNearCacheCleanUp.class);
  private static final int STEP = 100;
  private static final int PAUSE_MILLIS = 10;

  private final RedisConnections redis;
  private final Supplier<List<String>> shards;
  private final Pace pace;
  private final LongConsumer limited;

  /** How often, and the dice that spread the instances of the service. */
  public record Pace(Duration interval, RandomGenerator random) {
    /** Half of to one and a half times {@code millis}. */
    private long around(long millis) {
      return millis / 2 + random.nextLong(millis + 1);
    }
  }

  /**
   * Starts it.
   *
   * @param limited told how many keys were found after each step that found some
   */
  public static PeriodicTask start(
      RedisConnections redis, DynamoRevocationStore store, Pace pace, LongConsumer limited) {
    return new RedisNearCacheCleanUp(redis, () -> store.layout().shardNames(), pace, limited)
        .start();
  }

  RedisNearCacheCleanUp(
      RedisConnections redis, Supplier<List<String>> shards, Pace pace, LongConsumer limited) {
    this.redis = redis;
    this.shards = shards;
    this.pace = pace;
    this.limited = limited;
  }

  PeriodicTask start() {
    return PeriodicTask.start(
        "near-cache-clean-up", () -> pace.around(pace.interval.toMillis()), this::cleanAll);
  }

  private void cleanAll() throws InterruptedException {
    for (String shard : shards.get()) {
      cleanSafely(shard);
    }
  }

  private void cleanSafely(String shard) throws InterruptedException {
    try {
      clean(shard);
    } catch (RedisException | RedisUnavailableException e) {
      LOG.warn("shard {}: keys were not looked through: {}", shard, e.getMessage());
    }
  }

  /** Looks through the keys of one shard, a few at a time, at the node that has them. */
  void clean(String shard) throws RedisUnavailableException, InterruptedException {
    ScanArgs mine = ScanArgs.Builder.limit(STEP).match(NearCacheKeys.tag(shard) + "*");
    try (StatefulRedisConnection<byte[], byte[]> node =
        redis.connectToMaster(RevocationKeys.log(shard))) {
      KeyScanCursor<byte[]> found = node.sync().scan(mine);
      limit(node, shard, found.getKeys());
      while (!found.isFinished()) {
        TimeUnit.MILLISECONDS.sleep(pace.around(PAUSE_MILLIS));
        found = node.sync().scan(ScanCursor.of(found.getCursor()), mine);
        limit(node, shard, found.getKeys());
      }
    }
  }

  private void limit(
      StatefulRedisConnection<byte[], byte[]> node, String shard, List<byte[]> keys) {
    byte[][] plain =
        keys.stream()
            .filter(key -> NearCacheKeys.isPlain(shard, new String(key, US_ASCII)))
            .toArray(byte[][]::new);
    if (plain.length == 0) {
      return;
    }
    byte[] longest = Long.toString(NearCacheKeys.LONGEST_MILLIS).getBytes(US_ASCII);
    Long number = node.sync().eval(RedisScripts.LIMIT, ScriptOutputType.INTEGER, plain, longest);
    if (number > 0) {
      LOG.warn("shard {}: {} keys had no end, which no relay writes", shard, number);
      limited.accept(number);
    }
  }
}
