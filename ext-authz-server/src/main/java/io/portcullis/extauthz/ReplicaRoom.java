package io.portcullis.extauthz;

import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.config.RevocationConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.revocation.FollowerTiming;
import io.portcullis.extauthz.revocation.LogHome;
import io.portcullis.extauthz.revocation.ReplicaRevocationChecker;
import io.portcullis.extauthz.revocation.RestoredReplica;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevocationEvents;
import io.portcullis.extauthz.revocation.RevocationFollowers;
import io.portcullis.extauthz.revocation.RevocationFollowers.LogAccess;
import io.portcullis.extauthz.revocation.RevocationReplica;
import io.portcullis.extauthz.revocation.SnapshotFile;
import io.portcullis.extauthz.revocation.SnapshotWriter;
import io.portcullis.kit.config.SecretFile;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.proto.revocation.MacKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Mode replica: the whole set in memory. */
record ReplicaRoom(
    RevocationReplica replica,
    RevocationFollowers followers,
    SnapshotWriter snapshots,
    RedisConnections redis,
    Settings settings)
    implements RevocationRoom {
  /** What the age of the state means to the policies. */
  record Settings(
      String home, FollowerTiming timing, MacKeys keys, AtomicLong leastStalenessMillis) {}

  /** How much of the log is followed. */
  interface Part {
    LogAccess of(RedisConnections redis, MacKeys keys, LogHome home);
  }

  static ReplicaRoom open(
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
    return new ReplicaRoom(
        restored.replica(),
        followers,
        new SnapshotWriter(file, restored.replica(), followers, timing),
        redis,
        new Settings(home.name(), timing, keys, new AtomicLong(Long.MAX_VALUE)));
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
    return RevocationRoom.routed(this, Map.of(), ownChecker(keys), keys);
  }

  /** Of the tokens whose home this is. */
  RevocationChecker ownChecker(Issuers keys) {
    return new ReplicaRevocationChecker(
        replica, keys::provenAtMillis, settings.timing.clock(), settings.timing.clockErrorMillis());
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
