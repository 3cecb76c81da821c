package io.portcullis.token.session;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Measures, asserts nothing: run by name with {@code -Dportcullis.figures=true}. */
@EnabledIfSystemProperty(named = "portcullis.figures", matches = "true")
class RefreshFigures {
  private static final Logger LOG = LoggerFactory.getLogger(RefreshFigures.class);

  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::start);

  private static final int CALLERS = 8;
  private static final int EACH = 150;

  @Test
  void refreshesBesideBareUpdates() {
    try (SessionBench bench = new SessionBench(DYNAMO.get(), SessionBench.keyLine("k1", 1))) {
      for (int round = 0; round < 3; round++) {
        LOG.info("{}: {}", "bare updates", measured(caller -> bareUpdates(bench, caller)));
        LOG.info("{}: {}", "refreshes", measured(caller -> refreshes(bench, caller)));
      }
    }
  }

  private static void refreshes(SessionBench bench, int caller) {
    RefreshToken token = bench.open("f" + caller).refreshToken();
    // A grace in the past frees the slot at once, so that every call rotates.
    RefreshTerms freeAtOnce =
        new RefreshTerms(
            SessionBench.APP, Optional.of(Duration.ofMillis(-1)), true, bench.clock.millis());
    for (int i = 0; i < EACH; i++) {
      token =
          switch (bench.rotation.rotate(token.value(), freeAtOnce)) {
            case RotationResult.Rotated(Session session, RefreshToken next) -> next;
            case RotationResult other -> throw new AssertionError(other);
          };
    }
  }

  private static void bareUpdates(SessionBench bench, int caller) {
    String sid = bench.open("b" + caller).session().sid();
    for (int i = 0; i < EACH; i++) {
      bench
          .faults
          .client()
          .updateItem(b ->
              b.tableName("t-sessions")
                  .key(Map.of("sid", AttributeValue.fromS(sid)))
                  .conditionExpression("attribute_exists(sid)")
                  .updateExpression("SET lastSeen = :n")
                  .expressionAttributeValues(Map.of(":n", AttributeValue.fromN("1")))
                  .returnValues("ALL_NEW"));
    }
  }

  private interface Work {
    void run(int caller);
  }

  private static String measured(Work work) {
    var process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = process.getProcessCpuTime();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        threads.execute(() -> work.run(caller));
      }
    }
    double count = CALLERS * EACH;
    return "%.0f/s, %.0f us CPU each"
        .formatted(
            count / ((System.nanoTime() - start) / 1e9),
            (process.getProcessCpuTime() - cpu) / count / 1000);
  }
}
