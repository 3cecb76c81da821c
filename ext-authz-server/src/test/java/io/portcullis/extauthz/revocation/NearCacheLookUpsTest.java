package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.NearCacheLookUps.Answering;
import io.portcullis.extauthz.revocation.NearCacheLookUps.Slots;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearCacheLookUpsTest {
  private static final int MORE = 16;
  private static final String EARLIER_SHARD = "0";
  private static final String SHARD = RevocationKeys.shardOf("default", "user-1", MORE);

  private final List<String> asked = new ArrayList<>();
  private final Map<String, SlotReading> slots = new HashMap<>();
  private final ShardNumber number = new ShardNumber(this::millis);
  private final RevocationReplica replica = new RevocationReplica(new Random(1), this::nanos);
  private final NearCacheLookUps lookUps =
      new NearCacheLookUps(
          replica,
          number,
          new Slots(
              this::read,
              new NearCacheKeys(false),
              shard -> new SealedReader(TruthLog.KEYS, TruthLog.HOME.name(), shard, _ -> {}),
              new FollowerTiming(InstantSource.system(), this::nanos, new Random(1), 1_000),
              1_000,
              64),
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

  /** N may have grown while it was down: what was revoked before lies where it was written. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, MORE - 1, MORE})
  void youngNodeFindsWhatWasWrittenByAnyEarlierNumber(int earlier) {
    number.learn(MORE);
    String shard = RevocationKeys.shardOf("default", "user-1", earlier);
    for (int i = 0; i < MORE; i++) {
      slots.put(Integer.toString(i), reading(Optional.empty()));
    }
    slots.put(shard, reading(Optional.of("1")));

    lookUps.ask(Tokens.foreign("s"));

    assertThat(replica.find(Tokens.foreign("s"))).isEqualTo(RevocationType.TOKEN);
  }

  @Test
  void youngNodeAsksEachShardOnceAtMost() {
    number.learn(ShardNumber.MAX);

    lookUps.ask(Tokens.foreign("s"));

    Set<String> possible = new TreeSet<>();
    for (int shards = 1; shards <= ShardNumber.MAX; shards++) {
      possible.add(RevocationKeys.shardOf("default", "user-1", shards));
    }
    assertThat(asked).containsExactlyInAnyOrderElementsOf(possible);
  }

  @Test
  void nodeThatDoesNotKnowTheNumberAsksNobodyAndProvesNothing() {
    assertThat(lookUps.ask(Tokens.foreign("s"))).contains(Freshness.NONE);

    assertThat(asked).isEmpty();
  }

  private static SlotReading reading(Optional<String> ofToken) {
    return new SlotReading(new byte[0], "", List.of(ofToken, Optional.empty(), Optional.empty()));
  }

  private CompletableFuture<SlotReading> read(String shard, List<String> names) {
    asked.add(shard);
    SlotReading reading = slots.get(shard);
    if (reading != null) {
      return CompletableFuture.completedFuture(reading);
    }
    return CompletableFuture.failedFuture(new IllegalStateException(names + " are not here"));
  }

  private long nanos() {
    return time.toNanos();
  }

  private long millis() {
    return time.toMillis();
  }
}
