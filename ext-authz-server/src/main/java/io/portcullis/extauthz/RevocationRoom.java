package io.portcullis.extauthz;

import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.config.RevocationConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.revocation.HomeRevocationChecker;
import io.portcullis.extauthz.revocation.LogHome;
import io.portcullis.extauthz.revocation.NearCacheEvents;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevocationFollowers.LogAccess;
import io.portcullis.extauthz.telemetry.RevocationWatch;
import io.portcullis.kit.lifecycle.StartupException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What the server knows of revocations, by the mode that is configured. */
sealed interface RevocationRoom extends AutoCloseable
    permits ReplicaRoom, NearCacheRoom, NoRevocationRoom, HomesRoom {
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
      case REPLICA -> replicas(config, clock, watches.log());
      case NEAR_CACHE -> NearCacheRoom.open(config, clock, watches);
      case NONE -> new NoRevocationRoom();
    };
  }

  private static RevocationRoom replicas(
      ServerConfig config, InstantSource clock, RevocationWatch watch) throws StartupException {
    RevocationConfig revocation = config.revocation();
    ReplicaRoom own =
        ReplicaRoom.open(config, clock, watch, LogAccess::redis, LogHome.own(revocation.home()));
    if (revocation.otherHomes().isEmpty()) {
      return own;
    }
    Map<String, ReplicaRoom> others = new LinkedHashMap<>();
    for (String home : revocation.otherHomes()) {
      others.put(
          home,
          ReplicaRoom.open(
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
      ReplicaRoom own,
      Map<String, ReplicaRoom> others,
      RevocationChecker ownChecker,
      Issuers issuers) {
    Map<String, RevocationChecker> followed =
        new HashMap<>(Map.of(own.settings().home(), ownChecker));
    others.forEach((home, other) -> followed.put(home, other.ownChecker(issuers)));
    Map<String, RevocationChecker> elsewhere = new HashMap<>();
    issuers
        .homes()
        .forEach((issuer, home) -> {
          if (!home.equals(own.settings().home()) && !(home.isEmpty() && others.isEmpty())) {
            elsewhere.put(issuer, followed.getOrDefault(home, HomeRevocationChecker.unproved()));
          }
        });
    return elsewhere.isEmpty()
        ? ownChecker
        : new HomeRevocationChecker(ownChecker, elsewhere, List.copyOf(followed.values()));
  }
}
