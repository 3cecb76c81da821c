package io.portcullis.extauthz.revocation;

import io.lettuce.core.RedisException;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.RedisClusterFixture;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** The truth of a control shard and one user shard, and its relay to a real Redis Cluster. */
final class RedisTruth implements AutoCloseable {
  private static final AtomicLong EPOCHS = new AtomicLong(Tokens.START);

  final TruthLog control;
  final TruthLog users;
  final RedisConnections redis;
  final RedisLogWriter log;
  final NearCacheWriter keys;
  private final RedisClusterFixture cluster;

  RedisTruth(RedisClusterFixture cluster, boolean hashed) {
    this.cluster = cluster;
    long epoch = EPOCHS.incrementAndGet();
    this.control = new TruthLog(RevocationKeys.CONTROL_SHARD, epoch);
    this.users = new TruthLog("0", epoch);
    this.redis =
        new RedisConnections(
            RedisSettings.of(cluster.uris().stream().map(URI::create).toList()), new Random(1));
    this.log = new RedisLogWriter(redis);
    this.keys = new NearCacheWriter(redis, hashed);
    flush();
  }

  /** A user's, token's or session's, whose user is known. */
  void revoke(Revocation revocation) {
    commit(users, revocation);
    copy(users, users.head());
  }

  /** Anybody's. */
  void revokeInControl(Revocation revocation) {
    commit(control, revocation);
    copy(control, control.head());
  }

  /** Acknowledged, but not in Redis yet. */
  void commit(TruthLog truth, Revocation revocation) {
    truth.commit(revocation, Tokens.START);
  }

  void copy(TruthLog truth, long sequence) {
    log.append(truth, sequence);
    keys.append(truth, sequence);
  }

  void refill() {
    for (TruthLog truth : List.of(control, users)) {
      for (long sequence = 1; sequence <= truth.head(); sequence++) {
        copy(truth, sequence);
      }
    }
  }

  void beat(TruthLog truth, long t0) {
    beat(truth.shard(), truth.beat(t0));
  }

  /** Whatever it says, to where a heartbeat of this shard belongs. */
  void beat(String shard, SealedMessage message) {
    log.beat(shard, message);
    keys.beat(shard, message);
  }

  void flush() {
    cluster.flush();
  }

  @Override
  public void close() {
    try {
      redis.close();
    } catch (RedisException e) {
      // It is gone either way.
      Thread.onSpinWait();
    }
  }
}
