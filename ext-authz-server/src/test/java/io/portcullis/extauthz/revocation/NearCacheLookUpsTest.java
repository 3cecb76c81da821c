package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.NearCacheLookUps.Answering;
import io.portcullis.extauthz.revocation.NearCacheLookUps.Slots;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NearCacheLookUpsTest {
  private static final int MORE = 16;
  private static final String EARLIER_SHARD = "0";
  private static final String SHARD = RevocationKeys.shardOf("default", "user-1", MORE);

  private final Set<String> asked = new TreeSet<>();
  private final ShardNumber number = new ShardNumber(this::millis);
  private final RevocationReplica replica = new RevocationReplica(new Random(1), this::nanos);
  private final NearCacheLookUps lookUps =
      new NearCacheLookUps(
          replica,
          number,
          new Slots(
              this::fail,
              new NearCacheKeys(false),
              shard -> new SealedReader(TruthLog.KEYS, shard, _ -> {}),
              new FollowerTiming(InstantSource.system(), this::nanos, new Random(1), 1_000),
              1_000),
          new Answering(
              new NearCacheAnswers(1_000, 0, this::nanos),
              new Fingerprints(new Random(1)),
              new RecordedNearCache(),
              new RecordedEvents()));
  private Duration time = Duration.ZERO;

  @Test
  void asksTheEarlierShardAsLongAsATokenOfTheLongestLifeMayLive() {
    assertThat(SHARD).isNotEqualTo(EARLIER_SHARD);
    replica.limitTokenLife(Duration.ofHours(24).toMillis());
    number.learn(1);
    time = time.plusDays(10);
    number.learn(MORE);
    time = time.plusHours(24).plusSeconds(32);

    lookUps.ask(Tokens.foreign("s"));

    assertThat(asked).containsExactlyInAnyOrder(EARLIER_SHARD, SHARD);
  }

  @Test
  void forgetsTheEarlierShardOnceNoTokenNeedsIt() {
    replica.limitTokenLife(Duration.ofHours(24).toMillis());
    number.learn(1);
    time = time.plusDays(10);
    number.learn(MORE);
    time = time.plusHours(24).plusSeconds(34);

    lookUps.ask(Tokens.foreign("s"));

    assertThat(asked).containsExactly(SHARD);
  }

  private CompletableFuture<SlotReading> fail(String shard, List<String> names) {
    asked.add(shard);
    return CompletableFuture.failedFuture(new IllegalStateException(names + " are not here"));
  }

  private long nanos() {
    return time.toNanos();
  }

  private long millis() {
    return time.toMillis();
  }
}
