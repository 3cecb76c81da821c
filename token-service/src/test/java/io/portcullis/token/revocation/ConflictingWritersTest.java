package io.portcullis.token.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.Revocation;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoFaults.Fault;
import io.portcullis.token.revocation.AppendResult.Appended;
import io.portcullis.token.revocation.AppendResult.Unavailable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Several instances write one shard while DynamoDB does what its local stand-in never does. */
class ConflictingWritersTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final int INSTANCES = 4;
  private static final int EACH = 25;
  private static final long SEED = 20_260_911;

  @Test
  void conflictsAndLostAnswersLeaveNoGapAndLoseNothing() {
    Map<String, Appended> acknowledged = new HashMap<>();
    try (LogBench first = new LogBench(DYNAMO.get(), "weather-", InstantSource.system())) {
      List<CompletableFuture<Map<String, Appended>>> writing =
          IntStream.range(0, INSTANCES)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> writeInBadWeather(i)))
              .toList();
      writing.forEach(writer -> acknowledged.putAll(writer.join()));
      assertThat(acknowledged).isNotEmpty();
      Map<Long, List<String>> truth = new HashMap<>();
      first
          .truth(LogBench.shardOf("u1"))
          .forEach(item ->
              truth.put(
                  item.sequence(),
                  LogBench.parse(item).getRevocationsList().stream()
                      .map(Revocation::getId)
                      .toList()));
      // Each stands where its acknowledgement says; the truth was read without a gap.
      acknowledged.forEach(
          (id, appended) -> assertThat(truth.get(appended.position().sequence())).contains(id));
    }
  }

  @Test
  void throttlingIsUnavailableAndLeavesNothingHalfDone() {
    try (LogBench bench = new LogBench(DYNAMO.get(), "throttled-", InstantSource.system());
        RevocationLog log = bench.log(item -> CompletableFuture.completedFuture(true))) {
      bench.faults.always(
          TransactWriteItemsRequest.class,
          (request, call) -> {
            throw ProvisionedThroughputExceededException.builder().message("injected").build();
          });
      assertThat(log.append(LogEntry.of(LogBench.user("u1")))).isInstanceOf(Unavailable.class);
      bench.faults.heal();
      assertThat(bench.truth(LogBench.shardOf("u1"))).isEmpty();
      assertThat(bench.store.readStanding(List.of(LogBench.user("u1")))).isEmpty();
      assertThat(log.append(LogEntry.of(LogBench.user("u1")))).isInstanceOf(Appended.class);
    }
  }

  /** Those that were acknowledged, by id. */
  private static Map<String, Appended> writeInBadWeather(int instance) {
    Map<String, Appended> acknowledged = new HashMap<>();
    try (LogBench bench = new LogBench(DYNAMO.get(), "weather-", InstantSource.system());
        RevocationLog log = bench.log(item -> CompletableFuture.completedFuture(true))) {
      bench.faults.always(TransactWriteItemsRequest.class, weather(new Random(SEED + instance)));
      for (int i = 0; i < EACH; i += 5) {
        List<LogEntry> entries = new ArrayList<>();
        for (int j = i; j < i + 5; j++) {
          entries.add(LogEntry.of(LogBench.token("u1", instance + "-" + j)));
        }
        List<AppendResult> results = log.append(entries);
        for (int j = 0; j < results.size(); j++) {
          if (results.get(j) instanceof Appended appended) {
            acknowledged.put(entries.get(j).request().id(), appended);
          }
        }
      }
    }
    return acknowledged;
  }

  private static Fault weather(Random random) {
    return (request, call) -> {
      int drawn = random.nextInt(10);
      if (drawn < 2) {
        throw conflict();
      }
      if (drawn == 2) {
        throw InternalServerErrorException.builder().message("injected").build();
      }
      Object answer = call.call();
      if (drawn < 5) {
        throw ApiCallTimeoutException.create(1);
      }
      return answer;
    };
  }

  private static DynamoDbException conflict() {
    return TransactionCanceledException.builder()
        .message("injected")
        .cancellationReasons(
            CancellationReason.builder().code("TransactionConflict").build(),
            CancellationReason.builder().code("None").build())
        .build();
  }
}
