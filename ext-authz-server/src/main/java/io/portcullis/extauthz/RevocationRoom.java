package io.portcullis.extauthz;

import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.config.RevocationConfig;
import io.portcullis.extauthz.config.RevocationMode;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.revocation.FollowerTiming;
import io.portcullis.extauthz.revocation.NoRevocationChecker;
import io.portcullis.extauthz.revocation.ReplicaRevocationChecker;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevocationEvents;
import io.portcullis.extauthz.revocation.RevocationFollowers;
import io.portcullis.extauthz.revocation.RevocationFollowers.LogAccess;
import io.portcullis.extauthz.revocation.RevocationReplica;
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

/** What the server knows of revocations, by the mode that is configured. */
sealed interface RevocationRoom extends AutoCloseable {
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

  /** How old the keys' own proof may be now; {@link Long#MAX_VALUE} while the log proves them. */
  long keyProofMillis();

  @Override
  void close();

  /** Reads the key files; connects to nothing yet. */
  static RevocationRoom open(ServerConfig config, InstantSource clock, RevocationEvents events)
      throws StartupException {
    return switch (config.revocation().mode()) {
      case REPLICA -> Replica.open(config, clock, events);
      case NONE -> new None();
      case NEAR_CACHE ->
          throw new IllegalStateException("the configuration refuses " + RevocationMode.NEAR_CACHE);
    };
  }

  /** Mode replica: the whole set in memory. */
  record Replica(
      RevocationReplica replica,
      RevocationFollowers followers,
      RedisConnections redis,
      ReplicaSettings settings)
      implements RevocationRoom {
    /** What the age of the state means to the policies. */
    record ReplicaSettings(
        InstantSource clock, long clockErrorMillis, AtomicLong leastStalenessMillis) {}

    static Replica open(ServerConfig config, InstantSource clock, RevocationEvents events)
        throws StartupException {
      RevocationConfig revocation = config.revocation();
      MacKeys keys = macKeys(revocation.hmacKeyFile());
      RandomGenerator random = RandomGenerator.getDefault();
      RedisConnections redis =
          new RedisConnections(revocation.redis().settings("revocation.redis"), random);
      RevocationReplica replica = new RevocationReplica(new SecureRandom(), System::nanoTime);
      long clockErrorMillis = revocation.clockError().toMillis();
      RevocationFollowers followers =
          new RevocationFollowers(
              replica,
              LogAccess.redis(redis, keys),
              new FollowerTiming(clock, System::nanoTime, random, clockErrorMillis),
              events);
      return new Replica(
          replica,
          followers,
          redis,
          new ReplicaSettings(clock, clockErrorMillis, new AtomicLong(Long.MAX_VALUE)));
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
    }

    @Override
    public RevocationChecker checkerWith(Issuers keys) {
      return new ReplicaRevocationChecker(
          replica, keys::provenAtMillis, settings.clock, settings.clockErrorMillis);
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
    public long keyProofMillis() {
      long third = settings.leastStalenessMillis.get() / 3;
      return followers.ageMillis() > third ? third : Long.MAX_VALUE;
    }

    @Override
    public void close() {
      followers.close();
      redis.close();
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
    public long keyProofMillis() {
      return Long.MAX_VALUE;
    }

    @Override
    public void close() {}
  }
}
