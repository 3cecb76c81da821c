package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisException;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import io.portcullis.testkit.SharedFixture;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The followers against a real cluster; the truth and its relay are this test. */
class RedisFollowingTest {
  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static long epochs = Tokens.START;

  private final long epoch = epochs++;
  private final TruthLog control = new TruthLog(RevocationKeys.CONTROL_SHARD, epoch);
  private final TruthLog users = new TruthLog("0", epoch);
  private final RedisConnections redis = connections();
  private final RedisLogWriter writer = new RedisLogWriter(redis);
  private final SteadyClock clock = SteadyClock.system();
  private final RevocationReplica replica = new RevocationReplica(new Random(1), System::nanoTime);
  private final RecordedEvents events = new RecordedEvents();
  private final FollowerTiming timing =
      new FollowerTiming(clock, System::nanoTime, new Random(1), 1_000);
  private final RevocationFollowers followers =
      new RevocationFollowers(
          replica,
          RevocationFollowers.LogAccess.redis(redis, TruthLog.KEYS, TruthLog.HOME),
          timing,
          events);
  private final ReplicaRevocationChecker checker =
      new ReplicaRevocationChecker(replica, (issuer, kid) -> Freshness.NONE, clock, 1_000);
  private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();

  @BeforeEach
  void start() {
    writer.delete(control);
    writer.delete(users);
    var _ = beats.scheduleWithFixedDelay(this::beat, 0, 250, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void stop() {
    beats.shutdownNow();
    followers.close();
    redis.close();
  }

  @Test
  void isReadyOnceBothShardsAreWholeAndFresh() {
    revoke("before");
    assertThat(followers.isReadyOnce()).isFalse();

    followUntilReady();

    assertThat(checker.check(Tokens.ofSession("before"))).isEqualTo(revoked());
    assertThat(checker.check(Tokens.foreign("other"))).isInstanceOf(NotRevoked.class);
    assertThat(followers.ageMillis()).isLessThan(3_000);
  }

  @Test
  void obeysWhatIsWrittenWhileItFollows() {
    followUntilReady();

    revoke("live");

    await(Duration.ofSeconds(5), () -> isRevoked("live"));
    assertThat(events.refusals()).isEmpty();
    assertThat(events.propagations()).hasSize(1);
  }

  @Test
  void timesCanariesOnceAndKeepsThemNot() {
    commit(canary(clock.millis()));
    followUntilReady();
    assertThat(events.canaries()).as("from before it was up to date").isEmpty();

    commit(canary(clock.millis() + 500));
    commit(canary(clock.millis() - 700));

    await(Duration.ofSeconds(5), () -> events.canaries().size() == 2);
    assertThat(events.canaries().get(0)).isLessThan(0);
    assertThat(events.canaries().get(1)).isGreaterThanOrEqualTo(700);
    assertThat(replica.entries()).isZero();
  }

  @Test
  void goesOnAfterItsMasterWasKilled() {
    followUntilReady();
    RedisNode master = REDIS.get().masterOf(RevocationKeys.log("0"));
    REDIS.get().kill(master);
    synchronized (this) {
      users.revoke("meanwhile");
    }
    REDIS.get().awaitNewMasterOf(RevocationKeys.log("0"), master);

    await(Duration.ofSeconds(30), this::refill);
    await(Duration.ofSeconds(30), () -> isRevoked("meanwhile"));
    await(Duration.ofSeconds(30), () -> followers.ageMillis() < 2_000);
    REDIS.get().restart(master);
    REDIS.get().awaitHealthy(Duration.ofSeconds(30));
  }

  @Test
  void ageGrowsWhileItsMasterHangsAndFallsWhenItIsBack() throws Exception {
    followUntilReady();
    RedisNode master = REDIS.get().masterOf(RevocationKeys.log("0"));

    REDIS.get().pause(master);
    Thread.sleep(1_500);
    long hanging = followers.ageMillis();
    REDIS.get().resume(master);

    assertThat(hanging).isGreaterThan(1_000);
    await(Duration.ofSeconds(30), () -> followers.ageMillis() < 1_000);
    REDIS.get().awaitHealthy(Duration.ofSeconds(30));
  }

  @Test
  void leavesMasterThatHangsForItsSuccessor() {
    followUntilReady();
    RedisNode master = REDIS.get().masterOf(RevocationKeys.log("0"));
    REDIS.get().pause(master);
    synchronized (this) {
      users.revoke("meanwhile");
    }
    REDIS.get().awaitNewMasterOf(RevocationKeys.log("0"), master);

    await(Duration.ofSeconds(30), this::refill);
    await(Duration.ofSeconds(30), () -> isRevoked("meanwhile"));
    await(Duration.ofSeconds(30), () -> followers.ageMillis() < 2_000);
    REDIS.get().resume(master);
    REDIS.get().awaitHealthy(Duration.ofSeconds(30));
  }

  @Test
  void readsOnlyWhatIsNewAfterStartFromSnapshot(@TempDir Path folder) {
    writer.deleteHeartbeats(control);
    writer.deleteHeartbeats(users);
    for (int i = 0; i < 300; i++) {
      revoke("old" + i);
    }
    followUntilReady();
    // Ready it may be by a heartbeat of half of them: the mark goes only as far as was proved.
    await(
        Duration.ofSeconds(20),
        () -> followers.marks().values().stream().mapToLong(ShardMark::applied).sum() == 300);
    followers.close();
    snapshots(folder).write(new RestoredReplica(replica, followers.marks()));
    for (int i = 0; i < 3; i++) {
      revoke("new" + i);
    }

    RestoredReplica restored = snapshots(folder).load(new Random(3));
    assertThat(restored.replica().freshness().oldest()).isEqualTo(Freshness.NONE);
    AtomicInteger items = new AtomicInteger();
    try (RevocationFollowers again =
        new RevocationFollowers(
            restored,
            new RevocationFollowers.LogAccess(
                counting(new RedisShardStreamSource(redis), items),
                TruthLog.KEYS,
                TruthLog.HOME,
                true),
            timing,
            events)) {
      assertThat(again.isReadyOnce()).isFalse();
      again.start();
      await(Duration.ofSeconds(20), again::isReadyOnce);
    }

    assertThat(items).hasValue(3);
    assertThat(restored.replica().entries()).isEqualTo(303);
    assertThat(restored.replica().find(Tokens.ofSession("old0"))).isEqualTo(RevocationType.SESSION);
    assertThat(restored.replica().find(Tokens.ofSession("new2"))).isEqualTo(RevocationType.SESSION);
    assertThat(events.gaps()).isZero();
  }

  @Test
  void keepsWhatItKnowsWhenRedisIsEmptiedAndRefilled() {
    revoke("a");
    revoke("b");
    followUntilReady();

    writer.delete(users);
    revoke("c");
    assertThat(isRevoked("a")).isTrue();
    writer.delete(users);
    await(Duration.ofSeconds(5), this::refill);

    await(Duration.ofSeconds(5), () -> isRevoked("c") && followers.ageMillis() < 1_000);
    assertThat(isRevoked("a")).isTrue();
  }

  @Test
  void followsNewLogAndKeepsTheEntriesOfTheOld() {
    revoke("old");
    followUntilReady();
    TruthLog restored = new TruthLog("0", epochs++);
    restored.revoke("new");
    writer.delete(users);

    writer.append(restored, 1);

    await(Duration.ofSeconds(5), () -> isRevoked("new"));
    assertThat(isRevoked("old")).isTrue();
  }

  private SnapshotFile snapshots(Path folder) {
    return new SnapshotFile(folder.resolve("revocations"), TruthLog.KEYS, timing, events);
  }

  /** Counts the items that come over the connection. */
  private static ShardStreamSource counting(ShardStreamSource source, AtomicInteger items) {
    return shard -> {
      ShardStreams streams = source.connect(shard);
      return new ShardStreams() {
        @Override
        public StreamBatch read(String afterItem, String afterHeartbeat) throws IOException {
          StreamBatch batch = streams.read(afterItem, afterHeartbeat);
          items.addAndGet(batch.items().size());
          return batch;
        }

        @Override
        public void close() {
          streams.close();
        }
      };
    };
  }

  private void followUntilReady() {
    followers.start();
    await(Duration.ofSeconds(20), followers::isReadyOnce);
  }

  private void revoke(String sessionId) {
    commit(TruthLog.revocation(RevocationType.SESSION, sessionId));
  }

  private synchronized void commit(Revocation revocation) {
    users.commit(revocation, clock.millis());
    writer.append(users, users.head());
  }

  private static Revocation canary(long writtenAtMillis) {
    return Revocation.newBuilder()
        .setType(RevocationType.TOKEN)
        .setIssuer(RevocationKeys.CANARY_ISSUER)
        .setId(Long.toString(writtenAtMillis))
        .build();
  }

  /** What a relay does after a loss: everything again, under the same ids. */
  private synchronized boolean refill() {
    try {
      for (long sequence = 1; sequence <= users.head(); sequence++) {
        writer.append(users, sequence);
      }
      return true;
    } catch (RedisException e) {
      return false;
    }
  }

  private synchronized void beat() {
    try {
      writer.beat(control, clock.millis());
      writer.beat(users, clock.millis());
    } catch (RedisException e) {
      // A heartbeat that is not written is one that is missing: the next one comes.
    }
  }

  private boolean isRevoked(String sessionId) {
    return checker.check(Tokens.ofSession(sessionId)).equals(revoked());
  }

  private static Revoked revoked() {
    return new Revoked(RevocationType.SESSION);
  }

  private static RedisConnections connections() {
    List<URI> nodes = REDIS.get().uris().stream().map(URI::create).toList();
    return new RedisConnections(RedisSettings.of(nodes), new Random(1));
  }

  private void await(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("age %d, %s, %s", followers.ageMillis(), events.refusals(), events.disconnections())
          .isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
