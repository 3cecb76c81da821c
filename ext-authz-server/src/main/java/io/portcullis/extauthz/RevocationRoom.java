package io.portcullis.extauthz;

import io.portcullis.extauthz.config.NearCacheConfig;
import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.config.RevocationConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.revocation.FollowerTiming;
import io.portcullis.extauthz.revocation.HomeRevocationChecker;
import io.portcullis.extauthz.revocation.LogHome;
import io.portcullis.extauthz.revocation.NearCache;
import io.portcullis.extauthz.revocation.NearCacheEvents;
import io.portcullis.extauthz.revocation.NoRevocationChecker;
import io.portcullis.extauthz.revocation.ReplicaRevocationChecker;
import io.portcullis.extauthz.revocation.RestoredReplica;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevocationEvents;
import io.portcullis.extauthz.revocation.RevocationFollowers;
import io.portcullis.extauthz.revocation.RevocationFollowers.LogAccess;
import io.portcullis.extauthz.revocation.RevocationReplica;
import io.portcullis.extauthz.revocation.SnapshotFile;
import io.portcullis.extauthz.revocation.SnapshotWriter;
import io.portcullis.extauthz.telemetry.RevocationWatch;
import io.portcullis.kit.config.SecretFile;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.proto.revocation.MacKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** What the server knows of revocations, by the mode that is configured. */
sealed interface RevocationRoom extends AutoCloseable
    permits RevocationRoom.Replica, RevocationRoom.Cached, RevocationRoom.None, HomesRoom {
  /** Begins to follow the log. */
  void start();

  /** Takes note of how fresh these policies want the keys' own proofs, while the log has none. */
  void heed(Collection<PolicyConfig> policies);

  /** Answers what is revoked; the keys' own proofs come from {@code keys}. */
  RevocationChecker checkerWith(Issuers keys);

  /** Whether the state has once been complete and fresh. */
  boolean isReadyOnce();

  /** Age of the state in milliseconds; {@link Long#MAX_VALUE} before the first proof. */
  long ageMillis();

  /** Revocations held. */
  int entries();

  /** How far each shard of the log has been applied, by its name. */
  Map<String, String> positions();

  /**
   * How old the own proof of the keys of a region's issuers may be now; {@link Long#MAX_VALUE}
   * while the log proves them.
   *
   * @param home empty for this region
   */
  long keyProofMillis(String home);

  /** Age of each region's state in milliseconds, by the region's name; empty where there is one. */
  default Map<String, LongSupplier> ages() {
    return Map.of();
  }

  @Override
  void close();

  /** Who is told of what happens. */
  record Watches(RevocationWatch log, NearCacheEvents nearCache) {}

  /** Reads the key files; connects to nothing yet. */
  static RevocationRoom open(ServerConfig config, InstantSource clock, Watches watches)
      throws StartupException {
    return switch (config.revocation().mode()) {
      case REPLICA -> replicas(config, clock, watches.log);
      case NEAR_CACHE -> Cached.open(config, clock, watches);
      case NONE -> new None();
    };
  }

  private static RevocationRoom replicas(
      ServerConfig config, InstantSource clock, RevocationWatch watch) throws StartupException {
    RevocationConfig revocation = config.revocation();
    Replica own =
        Replica.open(config, clock, watch, LogAccess::redis, LogHome.own(revocation.home()));
    if (revocation.otherHomes().isEmpty()) {
      return own;
    }
    Map<String, Replica> others = new LinkedHashMap<>();
    for (String home : revocation.otherHomes()) {
      others.put(
          home,
          Replica.open(
              config, clock, watch.ofOtherHome(home), LogAccess::redis, LogHome.other(home)));
    }
    return new HomesRoom(own, others);
  }

  /**
   * Asks each issuer's own region.
   *
   * @param others those that are followed beside the own one; a region that a reloaded
   *     configuration names, but that is not followed, proves nothing
   */
  static RevocationChecker routed(
      Replica own, Map<String, Replica> others, RevocationChecker ownChecker, Issuers issuers) {
    Map<String, RevocationChecker> followed = new HashMap<>(Map.of(own.settings.home, ownChecker));
    others.forEach((home, other) -> followed.put(home, other.ownChecker(issuers)));
    Map<String, RevocationChecker> elsewhere = new HashMap<>();
    issuers
        .homes()
        .forEach((issuer, home) -> {
          if (!home.equals(own.settings.home) && !(home.isEmpty() && others.isEmpty())) {
            elsewhere.put(issuer, followed.getOrDefault(home, HomeRevocationChecker.unproved()));
          }
        });
    return elsewhere.isEmpty()
        ? ownChecker
        : new HomeRevocationChecker(ownChecker, elsewhere, List.copyOf(followed.values()));
  }

  /** Mode replica: the whole set in memory. */
  record Replica(
      RevocationReplica replica,
      RevocationFollowers followers,
      SnapshotWriter snapshots,
      RedisConnections redis,
      ReplicaSettings settings)
      implements RevocationRoom {
    /** What the age of the state means to the policies. */
    record ReplicaSettings(
        String home, FollowerTiming timing, MacKeys keys, AtomicLong leastStalenessMillis) {}

    /** How much of the log is followed. */
    interface Part {
      LogAccess of(RedisConnections redis, MacKeys keys, LogHome home);
    }

    static Replica open(
        ServerConfig config, InstantSource clock, RevocationEvents events, Part part, LogHome home)
        throws StartupException {
      RevocationConfig revocation = config.revocation();
      MacKeys keys = macKeys(revocation.hmacKeyFile());
      RandomGenerator random = RandomGenerator.getDefault();
      RedisConnections redis =
          new RedisConnections(revocation.redis().settings("revocation.redis"), random);
      FollowerTiming timing =
          new FollowerTiming(clock, System::nanoTime, random, revocation.clockError().toMillis());
      SnapshotFile file =
          new SnapshotFile(snapshotFile(revocation.snapshotFile(), home), keys, timing, events);
      RestoredReplica restored = file.load(new SecureRandom());
      RevocationFollowers followers =
          new RevocationFollowers(restored, part.of(redis, keys, home), timing, events);
      return new Replica(
          restored.replica(),
          followers,
          new SnapshotWriter(file, restored.replica(), followers, timing),
          redis,
          new ReplicaSettings(home.name(), timing, keys, new AtomicLong(Long.MAX_VALUE)));
    }

    /** Each region's replica has a file of its own. */
    private static Path snapshotFile(Path own, LogHome home) {
      return home.own() || own.toString().isEmpty()
          ? own
          : own.resolveSibling(own.getFileName() + ".home-" + home.name());
    }

    private static MacKeys macKeys(Path file) throws StartupException {
      try {
        return MacKeys.parse(SecretFile.read("revocation.hmac_key_file", file).reveal());
      } catch (IllegalArgumentException e) {
        throw new StartupException(
            "revocation.hmac_key_file: the file " + file + ": " + e.getMessage(), e);
      }
    }

    @Override
    public void heed(Collection<PolicyConfig> policies) {
      settings.leastStalenessMillis.set(
          policies.stream()
              .mapToLong(policy -> policy.maxStaleness().toMillis())
              .min()
              .orElse(Long.MAX_VALUE));
    }

    @Override
    public void start() {
      followers.start();
      snapshots.start();
    }

    @Override
    public RevocationChecker checkerWith(Issuers keys) {
      return routed(this, Map.of(), ownChecker(keys), keys);
    }

    /** Of the tokens whose home this is. */
    RevocationChecker ownChecker(Issuers keys) {
      return new ReplicaRevocationChecker(
          replica,
          keys::provenAtMillis,
          settings.timing.clock(),
          settings.timing.clockErrorMillis());
    }

    @Override
    public boolean isReadyOnce() {
      return followers.isReadyOnce();
    }

    @Override
    public long ageMillis() {
      return followers.ageMillis();
    }

    @Override
    public int entries() {
      return replica.entries();
    }

    @Override
    public Map<String, String> positions() {
      return followers.positions();
    }

    /** Three fetches within the strictest policy's bound, so that one may fail. */
    @Override
    public long keyProofMillis(String home) {
      long third = settings.leastStalenessMillis.get() / 3;
      return followers.ageMillis() > third ? third : Long.MAX_VALUE;
    }

    @Override
    public void close() {
      followers.close();
      snapshots.close();
      redis.close();
    }
  }

  /** Mode near-cache: the control shard in memory, the rest looked up. */
  record Cached(Replica control, NearCache cache) implements RevocationRoom {
    static Cached open(ServerConfig config, InstantSource clock, Watches watches)
        throws StartupException {
      Replica control =
          Replica.open(
              config,
              clock,
              watches.log,
              LogAccess::redisControlShard,
              LogHome.own(config.revocation().home()));
      NearCacheConfig nearCache = config.revocation().nearCache();
      NearCache.Settings settings =
          new NearCache.Settings(
              nearCache.ttl().toMillis(),
              nearCache.answers(),
              nearCache.timeout().toMillis(),
              nearCache.concurrentLookups(),
              nearCache.hashedIds());
      return new Cached(
          control,
          new NearCache(
              new NearCache.Followed(control.replica, control.followers, control.settings.timing),
              NearCache.Access.redis(
                  control.redis,
                  control.settings.keys,
                  LogHome.own(config.revocation().home()),
                  settings,
                  control.settings.timing),
              settings,
              new NearCache.Watches(watches.log, watches.nearCache, new SecureRandom())));
    }

    @Override
    public void start() {
      control.start();
      cache.start();
    }

    @Override
    public void heed(Collection<PolicyConfig> policies) {
      control.heed(policies);
      cache.heed(control.settings.leastStalenessMillis.get());
    }

    @Override
    public RevocationChecker checkerWith(Issuers keys) {
      return routed(control, Map.of(), cache.checker(keys::provenAtMillis), keys);
    }

    @Override
    public boolean isReadyOnce() {
      return control.isReadyOnce() && cache.isProvedOnce();
    }

    @Override
    public long ageMillis() {
      return control.ageMillis();
    }

    @Override
    public int entries() {
      return control.entries();
    }

    @Override
    public Map<String, String> positions() {
      return control.positions();
    }

    @Override
    public long keyProofMillis(String home) {
      return control.keyProofMillis(home);
    }

    @Override
    public void close() {
      cache.close();
      control.close();
    }
  }

  /** Mode none: verification only. */
  record None() implements RevocationRoom {
    @Override
    public void start() {}

    @Override
    public void heed(Collection<PolicyConfig> policies) {}

    @Override
    public RevocationChecker checkerWith(Issuers keys) {
      return new NoRevocationChecker();
    }

    @Override
    public boolean isReadyOnce() {
      return true;
    }

    @Override
    public long ageMillis() {
      return 0;
    }

    @Override
    public int entries() {
      return 0;
    }

    @Override
    public Map<String, String> positions() {
      return Map.of();
    }

    @Override
    public long keyProofMillis(String home) {
      return Long.MAX_VALUE;
    }

    @Override
    public void close() {}
  }
}
