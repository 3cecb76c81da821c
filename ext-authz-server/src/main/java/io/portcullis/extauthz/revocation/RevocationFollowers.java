package io.portcullis.extauthz.revocation;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Follows the whole log: the control shard from the start, and the user shards as soon as its
 * heartbeats tell how many there are.
 */
public final class RevocationFollowers implements AutoCloseable {
  /** Least {@code max_staleness} of any policy: who is fresher than that can serve all of them. */
  private static final long FRESH_MILLIS = 2_000;

  private static final long SWEEP_MILLIS = 10_000;
  private static final Duration END = Duration.ofSeconds(1);

  private final RevocationReplica replica;
  private final Map<String, ShardMark> restored;
  private final LogAccess access;
  private final FollowerTiming timing;
  private final RevocationEvents events;
  private final ShardNumber number;
  private final List<RevocationLogFollower> followers = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private long sweptAtMillis;
  private volatile boolean ready;

  /**
   * Where the log is, and the keys that it is sealed with.
   *
   * @param whole whether all of it is followed, or the control shard alone
   */
  public record LogAccess(ShardStreamSource source, MacKeys keys, LogHome home, boolean whole) {
    /** The whole log in Redis. */
    public static LogAccess redis(RedisConnections redis, MacKeys keys, LogHome home) {
      return new LogAccess(new RedisShardStreamSource(redis), keys, home, true);
    }

    /** Its control shard. */
    public static LogAccess redisControlShard(RedisConnections redis, MacKeys keys, LogHome home) {
      return new LogAccess(new RedisShardStreamSource(redis), keys, home, false);
    }
  }

  public RevocationFollowers(
      RevocationReplica replica, LogAccess access, FollowerTiming timing, RevocationEvents events) {
    this(RestoredReplica.empty(replica), access, timing, events);
  }

  /** Goes on where a snapshot ended. */
  public RevocationFollowers(
      RestoredReplica restored, LogAccess access, FollowerTiming timing, RevocationEvents events) {
    this.replica = restored.replica();
    this.restored = restored.marks();
    this.access = access;
    this.timing = timing;
    this.events = events;
    this.number = new ShardNumber(timing::monotonicMillis);
  }

  public void start() {
    follow(RevocationKeys.CONTROL_SHARD, this::afterControlRead);
  }

  /**
   * Whether the replica has once been complete and fresh. Stays true: what comes after is for the
   * age of each answer to say.
   */
  public boolean isReadyOnce() {
    if (!ready) {
      ready =
          (access.whole ? replica.freshness().isComplete() : number.known() > 0)
              && ageMillis() <= FRESH_MILLIS + timing.clockErrorMillis();
    }
    return ready;
  }

  /**
   * Age of the oldest followed shard's proof in milliseconds; {@link Long#MAX_VALUE} before the
   * first.
   */
  public long ageMillis() {
    Freshness freshness = replica.freshness();
    long proof = access.whole ? freshness.oldest() : freshness.control();
    return proof == Freshness.NONE ? Long.MAX_VALUE : Math.max(0, timing.clock().millis() - proof);
  }

  /** How far each shard has been applied: {@code <epoch>-<sequence>} by its name. */
  public Map<String, String> positions() {
    Map<String, String> positions = new LinkedHashMap<>();
    for (RevocationLogFollower follower : followers) {
      positions.put(follower.shard(), follower.position());
    }
    return positions;
  }

  /** The newest run of each shard that was proved, by its name; a shard without one is left out. */
  Map<String, ShardMark> marks() {
    Map<String, ShardMark> marks = new LinkedHashMap<>();
    for (RevocationLogFollower follower : followers) {
      follower.mark().ifPresent(mark -> marks.put(follower.shard(), mark));
    }
    return marks;
  }

  /** Ends the threads; waits for each, a second at most. */
  @Override
  public void close() {
    List<Thread> ending = interruptAll();
    try {
      for (Thread thread : ending) {
        thread.join(END);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Thread> interruptAll() {
    followers.forEach(RevocationLogFollower::close);
    threads.forEach(Thread::interrupt);
    return List.copyOf(threads);
  }

  /** How many user shards there are. */
  ShardNumber shards() {
    return number;
  }

  private void afterControlRead() {
    if (access.whole) {
      followNewShards();
    }
    long now = timing.monotonicMillis();
    if (now - sweptAtMillis >= SWEEP_MILLIS) {
      sweptAtMillis = now;
      replica.sweep();
    }
  }

  private synchronized void followNewShards() {
    for (int shard = followers.size() - 1; shard < number.known(); shard++) {
      follow(Integer.toString(shard), () -> {});
    }
  }

  private synchronized void follow(String shard, Runnable afterRead) {
    String name = access.home().shard(shard);
    ShardProof proof = new ReplicaShardProof(shard, name, replica, number, events);
    SealedReader reader =
        new SealedReader(access.keys(), access.home().name(), shard, proof::refused);
    ShardLog log = new ShardLog(proof, reader, replica, timing.clockErrorMillis());
    Optional.ofNullable(restored.get(name)).ifPresent(log::restore);
    RevocationLogFollower follower =
        new RevocationLogFollower(
            new FollowedShard(name, log), access.source(), timing, events, afterRead);
    followers.add(follower);
    threads.add(Thread.ofPlatform().daemon().name("revocation-" + name).start(follower));
  }
}
