package io.portcullis.quickstart.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.faults.HistoryChecker.Findings;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.testkit.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault on real processes, under a load that revokes and checks; once in every build, 20 times
 * in a long run. The first seed is {@code -Dportcullis.faults.seed}, 1 by default; {@code
 * -Dportcullis.faults.only} is a regular expression of the scenarios to run.
 */
@Tag(Soak.TAG)
final class FaultsTest {
  private static final long FIRST_SEED = Long.getLong("portcullis.faults.seed", 1);
  private static final int RUNS = Soak.times(1, Integer.getInteger("portcullis.faults.runs", 20));
  private static final long PATIENCE_MILLIS = 120_000;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int TOLD = 20;

  @TempDir private static Path folder = Path.of("");

  @RegisterExtension
  static final SharedFixture<FaultSystem> SYSTEM =
      SharedFixture.of(() -> FaultSystem.start(folder));

  /** Every fault once, then every fault again: an interrupted long run has seen them all. */
  static Stream<Arguments> runs() {
    return LongStream.range(FIRST_SEED, FIRST_SEED + RUNS)
        .boxed()
        .flatMap(seed -> Scenario.due().map(scenario -> Arguments.of(scenario, seed)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void nothingIsAllowedTooLateAndNothingIsLost(Scenario scenario, long seed) throws Exception {
    run(scenario, seed);
  }

  /** The same load at a server that never revokes: what finds nothing there proves nothing. */
  @Test
  void findsOutAServerThatKnowsNoRevocations() throws Exception {
    FaultSystem system = SYSTEM.get();
    CheckNode blind = system.checkNode("ext-authz-blind", Mode.NONE);
    try (Load load = Load.start(system, List.of(blind), FIRST_SEED)) {
      Thread.sleep(4_500);
      load.finish();
      Findings findings = HistoryChecker.judge(load.history(), List.of(blind.server().name()));
      assertThat(findings.wrong())
          .anyMatch(wrong -> wrong.contains("said yes"))
          .anyMatch(wrong -> wrong.contains("lost"));
      // It claims no age at all: what a wrong age looks like, HistoryCheckerTest shows.
      assertThat(findings.wrong()).noneMatch(wrong -> wrong.contains("showed an age"));
    }
    blind.server().kill();
  }

  @SuppressWarnings("SystemOut") // the seed must be known when a run fails
  private static void run(Scenario scenario, long seed) throws Exception {
    FaultSystem system = SYSTEM.get();
    system.redis().awaitHealthy(Duration.ofMillis(PATIENCE_MILLIS));
    if (!system.foreign().hasKeysForARun()) {
      system.foreign().forgetUsedKeys();
      system.learnNewKeys();
    }
    try (Load load = Load.start(system, system.checks(), seed)) {
      load.awaitNormal(PATIENCE_MILLIS);
      Random random = new Random(seed);
      Thread.sleep(random.nextInt(300));
      long struck = System.nanoTime();
      try {
        scenario.fault().strike(system, load, random);
      } finally {
        // What one fault leaves broken is not to fail the next one.
        system.mend();
      }
      long mended = System.nanoTime();
      long normal = load.awaitNormal(PATIENCE_MILLIS);
      load.finish();
      List<String> servers = system.checks().stream().map(node -> node.server().name()).toList();
      Findings findings = HistoryChecker.judge(load.history(), servers);
      double recovery = Math.max(0, (normal - mended) / NANOS_PER_SECOND);
      if (Soak.isLong()) {
        FaultTable.ofThisBuild().add(new FaultTable.Run(scenario, seed, recovery, findings));
      }
      System.out.printf(
          "%s, seed %d: broken for %.1f s, normal %.1f s after that; %s revoked; %d checks, latest"
              + " yes after %.0f ms, %d of %d good refused%n",
          scenario.title(),
          seed,
          (mended - struck) / NANOS_PER_SECOND,
          recovery,
          load.revokedByType(),
          findings.checks(),
          findings.latestYesMillis(),
          findings.needless(),
          findings.goodChecks());
      // A long run tells at once, not at its end.
      findings.wrong().stream()
          .limit(TOLD)
          .forEach(wrong -> System.out.println("  wrong: " + wrong));
      assertThat(findings.wrong()).as("%s, seed %d", scenario.title(), seed).isEmpty();
    }
  }
}
