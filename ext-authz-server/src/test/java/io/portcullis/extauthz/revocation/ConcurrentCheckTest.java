package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.RevocationType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Readers against the writer, in logical time: the session {@code s<t>} is revoked at t, and then
 * proved. So an answer "not revoked" about {@code s<t>} whose proof is t or later is a hole.
 */
class ConcurrentCheckTest {
  private static final int REVOCATIONS = 200_000;
  private static final int SWEEP_EVERY = 1_000;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong time = new AtomicLong(1);
  private final RevocationReplica replica = new RevocationReplica(new Random(1), nanos::get);
  private final ReplicaRevocationChecker checker =
      new ReplicaRevocationChecker(
          replica, (issuer, kid) -> Freshness.NONE, () -> Instant.ofEpochMilli(time.get()), 0);

  @Test
  void noAnswerIsYoungerThanWhatItsLookUpSaw() throws Exception {
    replica.freshness().grow(1);
    List<Future<Long>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 3; i++) {
        Random random = new Random(i);
        readers.add(threads.submit(() -> read(random)));
      }
      write();
      for (Future<Long> reader : readers) {
        assertThat(reader.get()).as("holes").isZero();
      }
    }
  }

  /** Entries live long enough to outlast the run; others expire under the readers' eyes. */
  private void write() {
    for (long t = 1; t <= REVOCATIONS; t++) {
      apply("s" + t, 36_000_000);
      apply("short-lived" + t, 1);
      replica.freshness().shard(0).set(t);
      replica.freshness().shard(1).set(t);
      time.set(t + 1);
      if (t % SWEEP_EVERY == 0) {
        nanos.addAndGet(20_000_000_000L);
        replica.sweep();
      }
    }
  }

  private long read(Random random) {
    long holes = 0;
    while (time.get() <= REVOCATIONS) {
      long t = Math.max(1, time.get() - random.nextInt(3));
      long before = time.get();
      RevocationStatus status = checker.check(Tokens.foreign("s" + t));
      // The clock within the check read at least `before`, so its proof is at least this old.
      if (status instanceof NotRevoked(long age) && proofAtLeast(before, age) >= t) {
        holes++;
      }
    }
    return holes;
  }

  private static long proofAtLeast(long nowAtLeast, long age) {
    return age == Long.MAX_VALUE ? 0 : nowAtLeast - age;
  }

  private void apply(String sessionId, long keepMillis) {
    replica.apply(
        LogItem.newBuilder()
            .setKeepMillis(keepMillis)
            .addRevocations(TruthLog.revocation(RevocationType.SESSION, sessionId))
            .build());
  }
}
