package io.portcullis.extauthz.bench;

import io.github.bucket4j.TimeMeter;
import io.portcullis.extauthz.envoy.BadTokens;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.overload.SourceLimitedAuthorizer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * Ten million distinct bad tokens, or as many as the first argument says, and the used heap after a
 * collection at each tenth of them. Run it like the other benchmarks, by its class path: {@code
 * java -cp … io.portcullis.extauthz.bench.BadTokenFlood 10000000}.
 */
public final class BadTokenFlood {
  private static final int STEPS = 10;
  private static final int FAILURES_PER_SECOND = 100;

  private BadTokenFlood() {}

  /** Prints one line per tenth. */
  public static void main(String[] args) {
    int tokens = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    House house =
        House.around(inner ->
            new SourceLimitedAuthorizer(inner, FAILURES_PER_SECOND, TimeMeter.SYSTEM_NANOTIME));
    BadTokens bad = new BadTokens(1);
    System.out.printf("%,12d tokens %,8d KiB%n", 0, usedKiB());
    for (int step = 1; step <= STEPS; step++) {
      for (int i = 0; i < tokens / STEPS; i++) {
        house.keys.fetching();
        if (house.check(bad.next()).allowed()) {
          throw new IllegalStateException("a bad token was allowed");
        }
      }
      System.out.printf("%,12d tokens %,8d KiB%n", step * (tokens / STEPS), usedKiB());
    }
    System.exit(0); // the workers are nobody's children
  }

  private static long usedKiB() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / 1024;
  }
}
