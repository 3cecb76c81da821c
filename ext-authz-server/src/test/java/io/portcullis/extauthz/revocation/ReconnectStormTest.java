package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.testkit.Soak;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many followers of one cluster lose all their connections at one moment. */
class ReconnectStormTest {
  private static final int NODES = Soak.times(60, 300);
  private static final int KILLS = 5;
  private static final int BUCKET_MILLIS = 100;

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::start);

  private static long epochs = Tokens.START;

  private final long epoch = epochs++;
  private final TruthLog control = new TruthLog(RevocationKeys.CONTROL_SHARD, epoch);
  private final TruthLog users = new TruthLog("0", epoch);
  private final RedisConnections redis = connections();
  private final RedisLogWriter writer = new RedisLogWriter(redis);
  private final SteadyClock clock = SteadyClock.system();
  private final List<Node> nodes = new ArrayList<>();
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
    nodes.forEach(node -> node.followers.close());
    redis.close();
  }

  @Test
  @Tag(Soak.TAG)
  void everyNodeComesBackAndHasMissedNothing() {
    startNodes(NODES);

    killEveryConnection();
    long killedAt = System.nanoTime();
    revoke("in the storm");

    await(() -> nodes.stream().allMatch(node -> node.knows("in the storm")));
    await(() -> nodes.stream().allMatch(Node::isFresh));
    System.out.println(
        NODES + " nodes came back, shards per 100 ms: " + reconnectsPerBucket(killedAt));
    assertThat(nodes).allMatch(node -> node.events.gaps() == 0);
  }

  /** What Redis does to a reader that is too slow for it. */
  @Test
  void missesNothingThoughCutOffAgainAndAgain() {
    startNodes(1);
    for (int kill = 0; kill < KILLS; kill++) {
      for (int i = 0; i < 100; i++) {
        revoke("s" + (kill * 100 + i));
        if (i == 50) {
          killEveryConnection();
        }
      }
    }

    Node node = nodes.getFirst();
    await(() -> node.knows("s" + (KILLS * 100 - 1)));
    for (int i = 0; i < KILLS * 100; i++) {
      assertThat(node.knows("s" + i)).as("s%d", i).isTrue();
    }
    assertThat(node.events.gaps()).isZero();
  }

  /** 1,000 nodes at once: no tenth of a second sees more than a sixth of them. */
  @Test
  void diceSpreadAThousandNodesOverASecond() {
    Map<Long, Integer> buckets = new TreeMap<>();
    for (int node = 0; node < 1_000; node++) {
      FollowerTiming timing =
          new FollowerTiming(clock, System::nanoTime, new Random(node * 0x9e3779b9L), 1_000);
      buckets.merge(timing.spreadMillis(1_000, 2_000, 0) / BUCKET_MILLIS, 1, Integer::sum);
    }

    assertThat(buckets.keySet()).contains(0L, 9L);
    assertThat(buckets.values()).allMatch(count -> count < 1_000 / 6);
  }

  /** One ext-authz node's follower. */
  private final class Node {
    private final RevocationReplica replica;
    private final TimedEvents events = new TimedEvents();
    private final RevocationFollowers followers;
    private final ReplicaRevocationChecker checker;

    Node(int seed) {
      replica = new RevocationReplica(new Random(seed), System::nanoTime);
      followers =
          new RevocationFollowers(
              replica,
              RevocationFollowers.LogAccess.redis(redis, TruthLog.KEYS, TruthLog.HOME),
              new FollowerTiming(clock, System::nanoTime, new Random(seed), 1_000),
              events);
      checker = new ReplicaRevocationChecker(replica, (issuer, kid) -> 0, clock, 1_000);
      followers.start();
    }

    boolean knows(String sessionId) {
      return checker.check(Tokens.ofSession(sessionId)).equals(new Revoked(RevocationType.SESSION));
    }

    boolean isFresh() {
      return followers.ageMillis() < 2_000;
    }
  }

  private void startNodes(int count) {
    for (int i = 0; i < count; i++) {
      nodes.add(new Node(i));
    }
    await(() -> nodes.stream().allMatch(node -> node.followers.isReadyOnce()));
    await(() -> nodes.stream().allMatch(Node::isFresh));
  }

  private static void killEveryConnection() {
    for (RedisNode node : REDIS.get().nodes()) {
      node.command("CLIENT", "KILL", "TYPE", "normal");
    }
  }

  private Map<Long, Integer> reconnectsPerBucket(long sinceNanos) {
    Map<Long, Integer> buckets = new TreeMap<>();
    for (Node node : nodes) {
      for (long at : node.events.connectedAtNanos()) {
        if (at > sinceNanos) {
          long millis = TimeUnit.NANOSECONDS.toMillis(at - sinceNanos);
          buckets.merge(millis / BUCKET_MILLIS, 1, Integer::sum);
        }
      }
    }
    return buckets;
  }

  private void revoke(String sessionId) {
    users.revoke(sessionId);
    await(() -> written(users.head()));
  }

  /** Our own connection is killed like all others. */
  private boolean written(long sequence) {
    try {
      writer.append(users, sequence);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void beat() {
    try {
      writer.beat(control, clock.millis());
      writer.beat(users, clock.millis());
    } catch (RuntimeException e) {
      // A heartbeat that is not written is one that is missing: the next one comes.
    }
  }

  private static RedisConnections connections() {
    List<URI> uris = REDIS.get().uris().stream().map(URI::create).toList();
    return new RedisConnections(RedisSettings.of(uris), new Random(1));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
