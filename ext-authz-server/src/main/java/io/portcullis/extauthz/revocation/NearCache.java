package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.revocation.NearCacheLookUps.Answering;
import io.portcullis.extauthz.revocation.NearCacheLookUps.Slots;
import io.portcullis.extauthz.revocation.NearCacheRevocationChecker.Judging;
import io.portcullis.extauthz.revocation.RevocationEventFollower.Telling;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.NearCacheKeys;
import java.util.random.RandomGenerator;

/**
 * Revocations of single users are looked up in Redis and kept for a moment, for nodes that must not
 * hold the set whole. The price, beside a wait for tokens not seen lately: Redis is trusted to keep
 * the keys it was given, where a replica would notice their loss.
 */
public final class NearCache implements AutoCloseable {
  private final Followed followed;
  private final Watches watches;
  private final Settings settings;
  private final NearCacheAnswers answers;
  private final NearCacheLookUps lookUps;
  private final RevocationEventFollower events;
  private final Thread listening;
  private final NearCacheOpening opening;
  private final Thread connecting;

  /** The control shard, which is followed, and by which clocks. */
  public record Followed(
      RevocationReplica replica, RevocationFollowers followers, FollowerTiming timing) {}

  /** Where the slots and the channel are, and the keys that heartbeats are sealed with. */
  public record Access(SlotSource slots, EventChannelSource channel, MacKeys keys, LogHome home) {
    /** In Redis. */
    public static Access redis(
        RedisConnections redis,
        MacKeys keys,
        LogHome home,
        Settings settings,
        FollowerTiming timing) {
      return new Access(
          new RedisSlotSource(redis, settings.names(), settings.timeoutMillis, timing),
          new RedisEventChannelSource(redis),
          keys,
          home);
    }
  }

  /**
   * Limits.
   *
   * @param ttlMillis how long an answer is used
   * @param answers how many are kept
   * @param timeoutMillis how long a look-up may wait
   * @param places how many checks may wait at once, about all shards
   * @param hashedIds as the region's relays write them
   */
  public record Settings(
      long ttlMillis, int answers, long timeoutMillis, int places, boolean hashedIds) {
    NearCacheKeys names() {
      return new NearCacheKeys(hashedIds);
    }
  }

  /** Who is told, and the dice for the key of the marks. */
  public record Watches(RevocationEvents log, NearCacheEvents cache, RandomGenerator random) {}

  /** Asks and listens to nothing yet. */
  public NearCache(Followed followed, Access access, Settings settings, Watches watches) {
    this.followed = followed;
    this.watches = watches;
    this.settings = settings;
    Fingerprints marks = new Fingerprints(watches.random);
    this.answers =
        new NearCacheAnswers(settings.answers, settings.ttlMillis, followed.timing.nanoTime());
    this.lookUps =
        new NearCacheLookUps(
            followed.replica,
            followed.followers.shards(),
            new Slots(
                access.slots,
                settings.names(),
                shard ->
                    new SealedReader(
                        access.keys,
                        access.home.name(),
                        shard,
                        reason -> watches.log.refused(shard, reason)),
                followed.timing,
                settings.timeoutMillis,
                settings.places),
            new Answering(answers, marks, watches.cache, watches.log));
    this.events =
        new RevocationEventFollower(
            access.channel, answers, followed.timing, new Telling(marks, watches.cache));
    this.listening = Thread.ofPlatform().daemon().name("revocation-events").unstarted(events);
    this.opening = new NearCacheOpening(lookUps, followed.followers.shards(), followed.timing);
    this.connecting = Thread.ofPlatform().daemon().name("near-cache-opening").unstarted(opening);
  }

  /** Begins to listen, and connects. */
  public void start() {
    listening.start();
    connecting.start();
  }

  /** Whether each shard's look-ups have once proved something. */
  public boolean isProvedOnce() {
    return opening.isProvedOnce();
  }

  /** Checks by the near-cache. */
  public RevocationChecker checker(KeyProofSource keys) {
    LocalJudgement judgement =
        new LocalJudgement(
            followed.replica, keys, followed.timing.clock(), followed.timing.clockErrorMillis());
    return new NearCacheRevocationChecker(
        followed.replica.freshness(), answers, lookUps, new Judging(judgement, watches.cache));
  }

  /**
   * Takes note of the least staleness that any policy bears: an answer older than that would have
   * to be refused, so one is used for half of it at most.
   */
  public void heed(long leastStalenessMillis) {
    answers.useFor(Math.min(settings.ttlMillis, leastStalenessMillis / 2));
  }

  @Override
  public void close() {
    events.close();
    listening.interrupt();
    connecting.interrupt();
  }
}
