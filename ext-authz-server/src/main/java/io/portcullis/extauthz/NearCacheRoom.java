package io.portcullis.extauthz;

import io.portcullis.extauthz.config.NearCacheConfig;
import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.revocation.LogHome;
import io.portcullis.extauthz.revocation.NearCache;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevocationFollowers.LogAccess;
import io.portcullis.kit.lifecycle.StartupException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;

/** Mode near-cache: the control shard in memory, the rest looked up. */
record NearCacheRoom(ReplicaRoom control, NearCache cache) implements RevocationRoom {
  static NearCacheRoom open(
      ServerConfig config, InstantSource clock, RevocationRoom.Watches watches)
      throws StartupException {
    ReplicaRoom control =
        ReplicaRoom.open(
            config,
            clock,
            watches.log(),
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
    return new NearCacheRoom(
        control,
        new NearCache(
            new NearCache.Followed(
                control.replica(), control.followers(), control.settings().timing()),
            NearCache.Access.redis(
                control.redis(),
                control.settings().keys(),
                LogHome.own(config.revocation().home()),
                settings,
                control.settings().timing()),
            settings,
            new NearCache.Watches(watches.log(), watches.nearCache(), new SecureRandom())));
  }

  @Override
  public void start() {
    control.start();
    cache.start();
  }

  @Override
  public void heed(Collection<PolicyConfig> policies) {
    control.heed(policies);
    cache.heed(control.settings().leastStalenessMillis().get());
  }

  @Override
  public RevocationChecker checkerWith(Issuers keys) {
    return RevocationRoom.routed(control, Map.of(), cache.checker(keys::provenAtMillis), keys);
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
