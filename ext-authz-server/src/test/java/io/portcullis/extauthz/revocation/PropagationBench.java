package io.portcullis.extauthz.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.RedisClusterFixture;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How long a revocation takes from Redis to eight nodes, beside the bare stream: a write, and a
 * blocked reader that has it. Rounds of both in turn, each write after all readers have the last.
 *
 * <p>Times count from before the write is sent, which is before any acknowledgement; and end, for a
 * revocation, after the entry can be found in the node's memory.
 */
final class PropagationBench {
  private static final int NODES = 8;
  private static final int WRITES = 500;
  private static final int WARM_UP_ROUNDS = 4;
  private static final long PAUSE_MILLIS = 3;

  private PropagationBench() {}

  /** Prints a table; {@code args}: the number of rounds. */
  @SuppressWarnings("SystemOut") // a table for people
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 10 : Integer.parseInt(args[0]);
    try (RedisClusterFixture cluster = RedisClusterFixture.start();
        Nodes nodes = new Nodes(cluster);
        BareStream bare = new BareStream(cluster)) {
      List<long[]> bareRounds = new ArrayList<>();
      List<long[]> revokedRounds = new ArrayList<>();
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        long[] bareNanos = bare.round();
        long[] revokedNanos = nodes.round();
        if (round >= 0) {
          bareRounds.add(bareNanos);
          revokedRounds.add(revokedNanos);
        }
      }
      System.out.println("| written to Redis → | p50 | p99 | greatest |\n|---|---|---|---|");
      print("read from the bare stream by " + NODES + " readers", bareRounds);
      print("enforced on " + NODES + " nodes", revokedRounds);
      System.out.printf(
          "%nmedian of the rounds' ratios of p99: %.2f; %d rounds of %d writes, %d samples each%n",
          ratio(revokedRounds, bareRounds), rounds, WRITES, WRITES * NODES);
    }
  }

  private static double ratio(List<long[]> ours, List<long[]> bare) {
    double[] ratios = new double[ours.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = (double) percentile(ours.get(i), 99) / percentile(bare.get(i), 99);
    }
    Arrays.sort(ratios);
    return ratios[ratios.length / 2];
  }

  @SuppressWarnings("SystemOut") // as above
  private static void print(String what, List<long[]> rounds) {
    long[] all = rounds.stream().flatMapToLong(Arrays::stream).toArray();
    System.out.printf(
        "| %s | %d µs | %d µs | %d µs |%n",
        what,
        percentile(all, 50) / 1_000,
        percentile(all, 99) / 1_000,
        percentile(all, 100) / 1_000);
  }

  private static long percentile(long[] samples, int percent) {
    long[] sorted = samples.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  private static RedisConnections connect(RedisClusterFixture cluster) {
    return new RedisConnections(
        RedisSettings.of(cluster.uris().stream().map(URI::create).toList()), new Random());
  }

  /** One round's samples, filled by the readers. */
  private static final class Samples {
    private final long[] nanos = new long[WRITES * NODES];
    private volatile int write;
    private volatile long sentAt;
    private volatile CountDownLatch missing = new CountDownLatch(0);

    void send(int number, Runnable sending) throws InterruptedException {
      write = number;
      missing = new CountDownLatch(NODES);
      sentAt = System.nanoTime();
      sending.run();
      if (!missing.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a reader never saw write " + number);
      }
      Thread.sleep(PAUSE_MILLIS); // until all readers wait again
    }

    void seenBy(int reader) {
      nanos[write * NODES + reader] = System.nanoTime() - sentAt;
      missing.countDown();
    }

    long[] take() {
      return nanos.clone();
    }
  }

  /** Followers as in eight servers, with a heartbeat as from the token service. */
  private static final class Nodes implements AutoCloseable {
    private final TruthLog control = new TruthLog(RevocationKeys.CONTROL_SHARD, 1);
    private final TruthLog users = new TruthLog("0", 1);
    private final Samples samples = new Samples();
    private final SteadyClock clock = SteadyClock.system();
    private final List<Runnable> closing = new ArrayList<>();
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
    private final RedisLogWriter writer;

    Nodes(RedisClusterFixture cluster) throws InterruptedException {
      RedisConnections writing = connect(cluster);
      closing.add(writing::close);
      writer = new RedisLogWriter(writing);
      var _ = beats.scheduleWithFixedDelay(this::beat, 0, 250, TimeUnit.MILLISECONDS);
      for (int node = 0; node < NODES; node++) {
        follow(cluster, node);
      }
    }

    long[] round() throws InterruptedException {
      for (int i = 0; i < WRITES; i++) {
        long sequence;
        synchronized (this) {
          users.revoke("session-" + users.head());
          sequence = users.head();
        }
        samples.send(i, () -> writer.append(users, sequence));
      }
      return samples.take();
    }

    private void follow(RedisClusterFixture cluster, int node) throws InterruptedException {
      RedisConnections redis = connect(cluster);
      RevocationFollowers followers =
          new RevocationFollowers(
              new RevocationReplica(new Random(), System::nanoTime),
              RevocationFollowers.LogAccess.redis(redis, TruthLog.KEYS, TruthLog.HOME),
              new FollowerTiming(clock, System::nanoTime, new Random(), 1_000),
              new RecordedEvents() {
                @Override
                public void propagated(String shard, long millis) {
                  samples.seenBy(node);
                }
              });
      followers.start();
      closing.add(followers::close);
      closing.add(redis::close);
      while (!followers.isReadyOnce()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }

    private synchronized void beat() {
      writer.beat(control, clock.millis());
      writer.beat(users, clock.millis());
    }

    @Override
    public void close() {
      beats.shutdownNow();
      closing.forEach(Runnable::run);
    }
  }

  /** The floor: the same server and slot, the same client, and nothing done with what is read. */
  private static final class BareStream implements AutoCloseable {
    private static final String KEY = "{rv:0}:bare";
    private static final byte[] STREAM = KEY.getBytes(US_ASCII);
    private static final byte[] FIELD = {'f'};

    private final Samples samples = new Samples();
    private final RedisConnections redis;
    private final List<Thread> readers = new ArrayList<>();
    private final byte[] value = new TruthLog("0", 1).revoke("session-1").item(1).payload();

    BareStream(RedisClusterFixture cluster) throws Exception {
      redis = connect(cluster);
      CountDownLatch reading = new CountDownLatch(NODES);
      for (int node = 0; node < NODES; node++) {
        StatefulRedisConnection<byte[], byte[]> connection = redis.connectToMaster(KEY);
        int reader = node;
        readers.add(Thread.ofPlatform().daemon().start(() -> read(connection, reader, reading)));
      }
      reading.await();
    }

    long[] round() throws Exception {
      for (int i = 0; i < WRITES; i++) {
        var commands = redis.commands();
        samples.send(i, () -> commands.xadd(STREAM, FIELD, value));
      }
      return samples.take();
    }

    @SuppressWarnings("unchecked") // Lettuce's generic varargs: the array is only read
    private void read(
        StatefulRedisConnection<byte[], byte[]> connection, int reader, CountDownLatch reading) {
      String position = "0-0";
      reading.countDown();
      while (!Thread.currentThread().isInterrupted()) {
        var messages =
            connection
                .sync()
                .xread(
                    XReadArgs.Builder.block(Duration.ofMillis(250)).count(100),
                    StreamOffset.from(STREAM, position));
        if (!messages.isEmpty()) {
          position = messages.getLast().getId();
          samples.seenBy(reader);
        }
      }
    }

    @Override
    public void close() {
      readers.forEach(Thread::interrupt);
      redis.close();
    }
  }
}
