package io.portcullis.quickstart.faults;

import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbFaults;
import io.portcullis.testkit.DynamoDbFaults.Fault;
import io.portcullis.testkit.RedisClusterFixture;
import java.time.Duration;
import java.util.Random;

/** What happens to DynamoDB. */
final class TruthFaults {
  private static final int MAX_SHARDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TruthFaults() {}

  /** F10: most requests are throttled. */
  static void dynamoDbThrottles(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    hit(system, Fault.THROTTLED, 0.6, random);
  }

  /** F10: most transactions collide with somebody else's. */
  static void transactionsCollide(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    hit(system, Fault.CONFLICT, 0.6, random);
  }

  /** F10: what it did, it does not tell. */
  static void repliesAreLost(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    hit(system, Fault.REPLY_LOST, 0.4, random);
  }

  /** F10: every answer comes late. */
  static void dynamoDbIsSlow(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    hit(system, Fault.SLOW, 1, random);
  }

  /** F10: nothing but 500, or no answer at all. */
  static void dynamoDbIsDown(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    if (random.nextBoolean()) {
      hit(system, Fault.INTERNAL_ERROR, 1, random);
      return;
    }
    system.dynamoDb().pause();
    Thread.sleep(RedisFaults.beyondTheBound(random));
    system.dynamoDb().resume();
  }

  /**
   * F12a: the log gets one more shard, up to a limit, and another {@code max_token_life}, while
   * everything runs.
   */
  static void logIsChanged(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    int shards = system.shards();
    system.changeLog(Math.min(shards + 1, MAX_SHARDS), system.tokenLifeMinutes() + 1);
    awaitHeartbeat(system.redis(), Integer.toString(system.shards() - 1));
    Thread.sleep(RedisFaults.beyondTheBound(random));
  }

  private static void awaitHeartbeat(RedisClusterFixture redis, String shard)
      throws InterruptedException {
    String key = RevocationKeys.heartbeat(shard);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Long.valueOf(1).equals(redis.masterOf(key).command("EXISTS", key))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nobody beats for the shard " + shard);
      }
      Thread.sleep(50);
    }
  }

  private static void hit(FaultSystem system, Fault fault, double share, Random random)
      throws InterruptedException {
    DynamoDbFaults stub = system.dynamoDbFaults();
    stub.inject(fault, share, random.nextLong());
    Thread.sleep(RedisFaults.beyondTheBound(random));
    stub.heal();
  }
}
