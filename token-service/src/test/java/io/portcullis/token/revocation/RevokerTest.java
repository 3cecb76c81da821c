package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.LogBench.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.revocation.RevocationOutcome.Revoked;
import io.portcullis.token.revocation.RevocationOutcome.Unavailable;
import io.portcullis.token.revocation.SessionDirectory.KnownSession;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

class RevokerTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final AtomicInteger TABLE = new AtomicInteger();
  private static final String GONE = "gone";
  private static final String UNREADABLE = "unreadable";

  private String table;
  private LogBench bench;
  private RevocationLog log;
  private Revoker revoker;

  @BeforeEach
  void open() {
    String prefix = "v" + TABLE.incrementAndGet() + "-";
    table = prefix + "revocations";
    bench = new LogBench(DYNAMO.get(), prefix, InstantSource.system());
    log = bench.log(item -> CompletableFuture.completedFuture(true));
    revoker = new Revoker(log, this::find, ISSUER);
  }

  @AfterEach
  void close() {
    log.close();
    bench.close();
  }

  @Test
  void endsASessionInTheTransactionOfItsLogEntry() {
    put("s1");
    Revoked revoked = revoked(RevocationRequest.session(ISSUER, "s1"));
    assertThat(revoked.positions().getFirst().shard()).isEqualTo(LogBench.shardOf("u1"));
    assertThat(status("s1")).isEqualTo("ENDED");
    assertThat(bench.revocations().getFirst().getType()).isEqualTo(RevocationType.SESSION);
    assertThat(revoked(RevocationRequest.session(ISSUER, "s1")).positions().getFirst().sequence())
        .isEqualTo(2);
  }

  @Test
  void takesIdsThatNobodyHereKnows() {
    assertThat(
            revoked(RevocationRequest.session(ISSUER, "nobody's")).positions().getFirst().shard())
        .isEqualTo("control");
    put("s1");
    assertThat(
            revoked(RevocationRequest.session("https://foreign.test", "s1"))
                .positions()
                .getFirst()
                .shard())
        .isEqualTo("control");
    assertThat(status("s1")).isEqualTo("ACTIVE");
  }

  @Test
  void revokesTheTokensOfASessionWhoseItemHasGoneMeanwhile() {
    assertThat(revoked(RevocationRequest.session(ISSUER, GONE)).positions()).hasSize(1);
    assertThat(bench.revocations()).hasSize(1);
  }

  @Test
  void answersABulkInOrderAndEachByItself() {
    List<RevocationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      put("b" + i);
      requests.add(
          RevocationRequest.session(ISSUER, i == 100 ? UNREADABLE : i == 200 ? GONE : "b" + i));
    }
    List<RevocationOutcome> outcomes = revoker.revoke(requests);
    assertThat(outcomes).hasSize(250);
    assertThat(outcomes.get(100)).isInstanceOf(Unavailable.class);
    assertThat(outcomes).filteredOn(Revoked.class::isInstance).hasSize(249);
    assertThat(status("b0")).isEqualTo("ENDED");
    assertThat(status("b100")).isEqualTo("ACTIVE");
    assertThat(status("b249")).isEqualTo("ENDED");
    assertThat(bench.revocations()).hasSize(249);
  }

  @Test
  void endsASessionNamedTwiceInOneBulk() {
    put("s1");
    assertThat(
            revoker.revoke(
                List.of(
                    RevocationRequest.session(ISSUER, "s1"),
                    RevocationRequest.session(ISSUER, "s1"))))
        .allMatch(Revoked.class::isInstance);
  }

  private Revoked revoked(RevocationRequest request) {
    return switch (revoker.revoke(request)) {
      case Revoked revoked -> revoked;
      case Unavailable unavailable -> throw new AssertionError(unavailable);
    };
  }

  private Optional<KnownSession> find(String sid) {
    if (sid.equals(UNREADABLE)) {
      throw new StorageUnavailableException("not now");
    }
    return sid.equals("nobody's")
        ? Optional.empty()
        : Optional.of(new KnownSession("default", "u1", List.of(ending(sid))));
  }

  private Map<String, AttributeValue> key(String sid) {
    return Map.of("k", AttributeValue.fromS(sid), "n", AttributeValue.fromN("0"));
  }

  private void put(String sid) {
    Map<String, AttributeValue> item = new java.util.HashMap<>(key(sid));
    item.put("status", AttributeValue.fromS("ACTIVE"));
    bench.connection.client().putItem(b -> b.tableName(table).item(item));
  }

  private String status(String sid) {
    AttributeValue status =
        bench
            .connection
            .client()
            .getItem(b -> b.tableName(table).key(key(sid)).consistentRead(true))
            .item()
            .get("status");
    return status == null ? "" : status.s();
  }

  private DynamoWrite ending(String sid) {
    return new DynamoWrite(
        Update.builder()
            .tableName(table)
            .key(key(sid))
            .updateExpression("SET #s = :ended")
            .conditionExpression("attribute_exists(k)")
            .expressionAttributeNames(Map.of("#s", "status"))
            .expressionAttributeValues(Map.of(":ended", AttributeValue.fromS("ENDED")))
            .build());
  }
}
