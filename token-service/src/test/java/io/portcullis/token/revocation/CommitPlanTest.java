package io.portcullis.token.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.revocation.AppendResult.Appended;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What an item continues. */
class CommitPlanTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final String USER = "u1";
  private static final String HOME = LogBench.SETTINGS.home();
  private static final String SHARD = LogBench.shardOf(USER);

  @Test
  void eachItemContinuesTheOneBefore() {
    try (LogBench bench = bench("chain-");
        RevocationLog log = log(bench)) {
      for (int i = 0; i < 3; i++) {
        assertThat(append(log, "j" + i)).isEqualTo(i + 1);
      }
      // Which looks at the links.
      assertThat(bench.truth(SHARD)).hasSize(3);
    }
  }

  /** A table restored under a running writer, and written to by another, to the same number. */
  @Test
  void writerDoesNotContinueAnItemThatIsNoLongerThere() {
    try (LogBench bench = bench("restored-");
        RevocationLog log = log(bench);
        LogBench elsewhere = bench("restored-");
        RevocationLog other = log(elsewhere)) {
      append(log, "kept");
      Map<String, AttributeValue> backup = head(bench);
      append(log, "lost");
      restore(bench, backup);
      append(other, "instead");

      assertThat(append(log, "next")).isEqualTo(3);

      List<StoredItem> truth = bench.truth(SHARD);
      assertThat(truth)
          .extracting(item -> LogBench.parse(item).getRevocations(0).getId())
          .containsExactly("kept", "instead", "next");
    }
  }

  private static Map<String, AttributeValue> head(LogBench bench) {
    return new HashMap<>(
        bench
            .connection
            .client()
            .getItem(b ->
                b.tableName(table(bench))
                    .key(DynamoRevocationItem.headKey(HOME, SHARD))
                    .consistentRead(true))
            .item());
  }

  private static void restore(LogBench bench, Map<String, AttributeValue> head) {
    bench
        .connection
        .client()
        .deleteItem(b ->
            b.tableName(table(bench))
                .key(DynamoRevocationItem.itemKey(HOME, bench.opened.epoch(), SHARD, 2)));
    bench.connection.client().putItem(b -> b.tableName(table(bench)).item(head));
  }

  private static String table(LogBench bench) {
    return bench.connection.table(DynamoRevocationItem.TABLE);
  }

  private static long append(RevocationLog log, String jti) {
    AppendResult result = log.append(LogEntry.of(LogBench.token(USER, jti)));
    return ((Appended) result).position().sequence();
  }

  private static RevocationLog log(LogBench bench) {
    return bench.log(item -> CompletableFuture.completedFuture(false));
  }

  private static LogBench bench(String prefix) {
    return new LogBench(DYNAMO.get(), "c-" + prefix, InstantSource.system());
  }
}
