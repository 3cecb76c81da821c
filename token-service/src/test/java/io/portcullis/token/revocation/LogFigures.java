package io.portcullis.token.revocation;

import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.revocation.AppendResult.Appended;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures, asserts nothing: run by name with {@code -Dportcullis.figures=true}. */
@EnabledIfSystemProperty(named = "portcullis.figures", matches = "true")
class LogFigures {
  private static final Logger LOG = LoggerFactory.getLogger(LogFigures.class);
  private static final String SHARD = LogBench.shardOf("u1");

  /** The first warms the JVM up. */
  private static final int ROUNDS = 4;

  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::start);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::start);

  /** Each caller waits for its acknowledgement; the truth alone, without Redis. */
  @Test
  void commitsOfOneShard() throws Exception {
    try (LogBench bench = new LogBench(DYNAMO.get(), "f1-", InstantSource.system());
        RevocationLog log = bench.log(item -> CompletableFuture.completedFuture(true))) {
      for (int round = 0; round < ROUNDS; round++) {
        for (int callers : new int[] {1, 32, 256}) {
          measure(bench, log, round, callers);
        }
      }
    }
  }

  private static void measure(LogBench bench, RevocationLog log, int round, int callers)
      throws InterruptedException {
    int each = callers == 1 ? 256 : 2048 / callers;
    AtomicInteger acknowledged = new AtomicInteger();
    long before = bench.store.readHead(SHARD).sequence();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < callers; caller++) {
        String name = round + "-" + callers + "-" + caller + "-";
        threads.execute(() -> {
          for (int i = 0; i < each; i++) {
            if (log.append(LogEntry.of(LogBench.token("u1", name + i))) instanceof Appended) {
              acknowledged.incrementAndGet();
            }
          }
        });
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long commits = bench.store.readHead(SHARD).sequence() - before;
    LOG.info(
        "round {}, {} callers: {}",
        round,
        callers,
        "%.0f commits/s, %.0f entries/s, %.1f entries a commit, %d of %d acknowledged"
            .formatted(
                commits / seconds,
                acknowledged.get() / seconds,
                (double) acknowledged.get() / commits,
                acknowledged.get(),
                callers * each));
  }

  /** From the commit's end in DynamoDB to the blocked reader of the stream, and to the answer. */
  @Test
  void commitToReader() throws Exception {
    try (RelayBench bench = new RelayBench(DYNAMO.get(), REDIS.get(), "f2-")) {
      Map<String, Long> seen = new ConcurrentHashMap<>();
      List<String> ids = new CopyOnWriteArrayList<>();
      List<Long> committed = new CopyOnWriteArrayList<>();
      bench.append(LogBench.token("u1", "first"));
      String log = RevocationKeys.log(LogBench.shardOf("u1"));
      Thread reader = Thread.ofVirtual().start(() -> follow(bench, log, seen));
      RelayBench.await("the reader", Duration.ofSeconds(5), () -> !seen.isEmpty());
      CommitListener timed =
          item -> {
            ids.add(item.epoch() + "-" + item.sequence());
            committed.add(System.nanoTime());
            return bench.relay.committed(item);
          };
      long[] whole = new long[1200];
      try (RevocationLog timedLog = bench.truth.log(timed)) {
        for (int i = 0; i < whole.length; i++) {
          long start = System.nanoTime();
          timedLog.append(LogEntry.of(LogBench.token("u1", "j" + i)));
          whole[i] = System.nanoTime() - start;
        }
      }
      RelayBench.await("all seen", Duration.ofSeconds(5), () -> seen.keySet().containsAll(ids));
      reader.interrupt();
      // The first half warms the JVM up.
      long[] toReader =
          IntStream.range(whole.length / 2, ids.size())
              .mapToLong(i -> seen.getOrDefault(ids.get(i), Long.MAX_VALUE) - committed.get(i))
              .toArray();
      LOG.info("{}: {}", "commit to reader", quantiles(toReader));
      LOG.info(
          "{}: {}",
          "append to answer",
          quantiles(Arrays.copyOfRange(whole, whole.length / 2, whole.length)));
    }
  }

  @SuppressWarnings("unchecked") // Lettuce's varargs are generic
  private static void follow(RelayBench bench, String log, Map<String, Long> seen) {
    String last = "0-0";
    try (StatefulRedisConnection<byte[], byte[]> connection = bench.redis.connectToMaster(log)) {
      while (!Thread.currentThread().isInterrupted()) {
        for (StreamMessage<byte[], byte[]> message :
            connection
                .sync()
                .xread(
                    XReadArgs.Builder.block(250),
                    XReadArgs.StreamOffset.from(RelayBench.key(log), last))) {
          last = message.getId();
          seen.put(last, System.nanoTime());
        }
      }
    } catch (io.portcullis.kit.redis.RedisUnavailableException e) {
      throw new AssertionError(e);
    } catch (io.lettuce.core.RedisCommandInterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String quantiles(long[] nanos) {
    Arrays.sort(nanos);
    return "p50 %d us, p99 %d us"
        .formatted(nanos[nanos.length / 2] / 1000, nanos[nanos.length * 99 / 100] / 1000);
  }
}
