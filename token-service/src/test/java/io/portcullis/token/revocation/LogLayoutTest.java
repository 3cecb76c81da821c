package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.RelayBench.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.LocalDynamo;
import io.portcullis.token.revocation.AppendResult.Appended;
import io.portcullis.token.revocation.AppendResult.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log's shape changes while instances of the old one write. */
class LogLayoutTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final AtomicInteger TABLE = new AtomicInteger();
  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final MutableClock clock = MutableClock.at(Instant.now());
  private String prefix;
  private LogBench bench;
  private RevocationLog log;

  @BeforeEach
  void open() {
    prefix = "y" + TABLE.incrementAndGet() + "-";
    bench = new LogBench(DYNAMO.get(), prefix, clock);
    log = bench.log(item -> CompletableFuture.completedFuture(true));
  }

  @AfterEach
  void close() {
    log.close();
    bench.close();
  }

  @Test
  void writersOfTheOldNumberOfShardsGoOnInTheNewOne() {
    List<String> acknowledged = new ArrayList<>(append("before", log));
    AtomicBoolean changed = new AtomicBoolean();
    CompletableFuture<List<String>> meanwhile =
        CompletableFuture.supplyAsync(() -> appendUntil(changed));
    change(6, LIFE);
    changed.set(true);
    acknowledged.addAll(meanwhile.join());
    acknowledged.addAll(append("after", log));

    assertThat(bench.store.layout().shards()).isEqualTo(6);
    assertThat(bench.revocations()).extracting(Revocation::getId).containsAll(acknowledged);
    // This very instance now writes where a user belongs among six.
    IntStream.range(0, 20)
        .mapToObj(user -> LogBench.token("u" + user, "placed" + user))
        .forEach(request ->
            assertThat(((Appended) log.append(LogEntry.of(request))).position().shard())
                .isEqualTo(request.shard(6)));
  }

  @Test
  void allHeadsHaveTheSameShapeAndKeepTheirPlace() {
    append("j", log);
    long before = head("0").sequence() + head("1").sequence();
    change(99, LIFE);
    assertThat(head("0").sequence() + head("1").sequence()).isEqualTo(before);
    assertThat(head("98").sequence()).isZero();
    assertThat(bench.store.layout().shardNames())
        .hasSize(100)
        .allSatisfy(shard -> assertThat(head(shard).layout()).isEqualTo(bench.store.layout()));
  }

  @Test
  void aChangeThatIsMadeAlreadyChangesNothing() {
    assertThat(change(4, LIFE)).isFalse();
    assertThat(change(5, LIFE)).isTrue();
    assertThat(change(5, LIFE)).isFalse();
  }

  @Test
  void refusesFewerShardsAndMoreThanATransactionHolds() {
    assertThatThrownBy(() -> change(3, LIFE))
        .isInstanceOf(LogLayoutException.class)
        .hasMessageStartingWith("shards: 3 is less than the log's 4: shards are only added");
    assertThatThrownBy(() -> change(100, LIFE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shards: 100 is not 1 to 99");
  }

  @Test
  void aLongerLifeIsKeptForAtOnceAndAcceptedOnlyOnceNoOlderTokenCanHaveIt() {
    change(4, Duration.ofHours(1));
    append("j", log);
    long keepMillis = Duration.ofHours(1).plusSeconds(33).toMillis();
    LogLayout layout = bench.store.layout();
    assertThat(lastItem().getKeepMillis()).isEqualTo(keepMillis);
    assertThat(layout.acceptedTokenLifeMillis(clock.millis() + keepMillis - 1))
        .isEqualTo(LIFE.toMillis());
    assertThat(layout.acceptedTokenLifeMillis(clock.millis() + keepMillis))
        .isEqualTo(Duration.ofHours(1).toMillis());
  }

  @Test
  void aShorterLifeHoldsAtOnce() {
    change(4, Duration.ofHours(1));
    change(4, Duration.ofMinutes(5));
    append("j", log);
    assertThat(lastItem().getKeepMillis())
        .isEqualTo(Duration.ofMinutes(5).plusSeconds(33).toMillis());
    assertThat(bench.store.layout().acceptedTokenLifeMillis(clock.millis()))
        .isEqualTo(Duration.ofMinutes(5).toMillis());
  }

  @Test
  void aLogBegunAnewIsYoungerAndShutsOutWhoKnowsTheOldOne() {
    append("j", log);
    try (DynamoConnection connection = connect()) {
      DynamoRevocationStore anew = new DynamoRevocationStore(connection, settings(2, LIFE));
      assertThat(anew.beginAnew(clock).begun()).isTrue();
      assertThat(anew.layout().epoch()).isGreaterThan(bench.opened.epoch());
      assertThat(anew.readHead("1").sequence()).isZero();
      assertThat(log.append(LogEntry.of(LogBench.token("u1", "late"))))
          .isInstanceOf(Unavailable.class);
      assertThat(anew.readHead(RevocationKeys.CONTROL_SHARD).sequence()).isZero();
    }
  }

  @Test
  void theCanaryVisitsEveryShardInTurn() {
    try (var _ = new Canary(log, bench.store, Duration.ofMillis(5), clock)) {
      await("a canary in every shard", SOON, this::everyShardHasACanary);
    }
    assertThat(bench.revocations())
        .allSatisfy(revocation -> {
          assertThat(revocation.getIssuer()).isEqualTo(RevocationKeys.CANARY_ISSUER);
          assertThat(Long.parseLong(revocation.getId())).isEqualTo(clock.millis());
        });
  }

  private boolean everyShardHasACanary() {
    return bench.store.layout().shardNames().stream()
        .noneMatch(shard -> bench.truth(shard).isEmpty());
  }

  private List<String> appendUntil(AtomicBoolean changed) {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; !changed.get(); round++) {
      acknowledged.addAll(append("r" + round + "-", log));
    }
    return acknowledged;
  }

  /** Ids of those that were acknowledged. */
  private static List<String> append(String name, RevocationLog log) {
    List<LogEntry> entries =
        IntStream.range(0, 12)
            .mapToObj(i -> LogEntry.of(LogBench.token("u" + i, name + i)))
            .toList();
    List<AppendResult> results = log.append(entries);
    return IntStream.range(0, 12)
        .filter(i -> results.get(i) instanceof Appended)
        .mapToObj(i -> name + i)
        .toList();
  }

  private boolean change(int shards, Duration life) {
    RevocationLogSettings settings = settings(shards, life);
    try (DynamoConnection connection = connect()) {
      return new DynamoRevocationStore(connection, settings).changeLayout(clock);
    }
  }

  private static RevocationLogSettings settings(int shards, Duration life) {
    return new RevocationLogSettings("eu", shards, life, LogBench.CLOCK_ERROR);
  }

  private DynamoConnection connect() {
    return LocalDynamo.connect(DYNAMO.get(), prefix, clock);
  }

  private Head head(String shard) {
    return bench.store.readHead(shard);
  }

  private LogItem lastItem() {
    return LogBench.parse(bench.truth(LogBench.shardOf("u1")).getLast());
  }
}
