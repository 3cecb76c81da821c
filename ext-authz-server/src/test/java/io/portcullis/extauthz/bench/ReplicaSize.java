package io.portcullis.extauthz.bench;

import io.portcullis.extauthz.envoy.AuthorizationService;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.revocation.FilledReplica;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.proto.revocation.RevocationType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What a revocation costs a node: bytes of heap per entry, and the time of a whole check of a known
 * token beside none, a thousand, a million and ten million of them. Rounds of the sizes are
 * interleaved, and the ratio is the median of the rounds' own; nothing else should run.
 */
public final class ReplicaSize {
  private static final int[] SIZES = {0, 1_000, 1_000_000, 10_000_000};
  private static final int ROUNDS = 15;
  private static final int CHECKS = 20_000;

  private ReplicaSize() {}

  /** Prints two tables, or with {@code time} only the second. */
  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      weigh();
    }
    time();
  }

  private static void weigh() {
    System.out.println("entries | bytes per token or session | bytes per user");
    for (int size : SIZES) {
      if (size >= 1_000) {
        System.out.printf(
            Locale.ROOT,
            "%,d | %.1f | %.1f%n",
            size,
            bytesPerEntry(size, RevocationType.TOKEN, RevocationType.SESSION),
            bytesPerEntry(size, RevocationType.USER));
      }
    }
  }

  private static double bytesPerEntry(int entries, RevocationType... types) {
    long before = usedAfterCollection();
    RevocationChecker filled = FilledReplica.checker(entries, House.ISSUER, clock(), types);
    long bytes = usedAfterCollection() - before;
    return filled.hashCode() == 0 ? 0 : (double) bytes / entries;
  }

  private static long usedAfterCollection() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void time() {
    AuthorizationService[] services =
        Arrays.stream(SIZES)
            .mapToObj(size -> CheckBenchmark.service(65_536, size))
            .toArray(AuthorizationService[]::new);
    byte[][] requests = CheckBenchmark.requests();
    double[][] nanos = new double[SIZES.length][ROUNDS];
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      for (int i = 0; i < SIZES.length; i++) {
        nanos[i][Math.max(0, round)] = nanosPerCheck(services[i], requests);
      }
    }
    System.out.println("entries | ns per check | beside none");
    for (int i = 0; i < SIZES.length; i++) {
      double[] ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ratios[round] = nanos[i][round] / nanos[0][round];
      }
      System.out.printf(
          Locale.ROOT, "%,d | %,.0f | %.2f%n", SIZES[i], median(nanos[i]), median(ratios));
    }
  }

  private static double nanosPerCheck(AuthorizationService service, byte[][] requests) {
    Answers answers = new Answers();
    long began = System.nanoTime();
    for (int i = 0; i < CHECKS; i++) {
      service.answer(requests[i % requests.length], answers);
    }
    double nanos = (double) (System.nanoTime() - began) / CHECKS;
    if (answers.denials > 0) {
      throw new IllegalStateException("the figure would be of denials");
    }
    return nanos;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static InstantSource clock() {
    return () -> Instant.ofEpochSecond(House.NOW_SECONDS);
  }

  private static final class Answers implements Consumer<byte[]> {
    private int denials;

    @Override
    public void accept(byte[] answer) {
      denials += answer[1]; // the length of a status that is not 0
    }
  }
}
