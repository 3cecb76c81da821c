package io.portcullis.token.backchannel;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoAtomicWrites;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.LocalDynamo;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What every outbox does: the one in DynamoDB, and the one that searches take for it. */
class OutboxTest {
  private static final long NOW = 1_800_000_000_000L;

  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static DynamoConnection connection;
  private static DynamoOutbox stored;

  enum Kind {
    DYNAMO,
    MEMORY
  }

  @BeforeAll
  static void open() {
    connection = LocalDynamo.connect(DYNAMO.get(), "box-");
    stored = new DynamoOutbox(connection, () -> Instant.ofEpochMilli(NOW), Duration.ofHours(1));
    stored.createTable();
  }

  @AfterAll
  static void close() {
    connection.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void leasesOnceWhatTwoHaveSeen(Kind kind) {
    Outbox outbox = holding(kind, "leased");
    OutboxItem seen = only(outbox, "leased", NOW);
    Optional<OutboxItem> leased = outbox.lease(seen, NOW + 20);

    assertThat(leased).contains(seen.leasedUntil(NOW + 20));
    assertThat(outbox.lease(seen, NOW + 30)).isEmpty();
    assertThat(due(outbox, "leased", NOW + 19)).isEmpty();
    assertThat(only(outbox, "leased", NOW + 20)).isEqualTo(leased.orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void changesNothingWithoutTheLease(Kind kind) {
    Outbox outbox = holding(kind, "lost");
    OutboxItem first = outbox.lease(only(outbox, "lost", NOW), NOW + 20).orElseThrow();
    OutboxItem second = outbox.lease(first, NOW + 40).orElseThrow();

    assertThat(outbox.change(first, first.errand(), NOW + 50)).isEmpty();
    assertThat(outbox.abandon(first)).isFalse();
    assertThat(only(outbox, "lost", NOW + 40)).isEqualTo(second);
    assertThat(outbox.abandon(second)).isTrue();
    assertThat(outbox.oldestMillis(Outbox.queueOf("lost"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void takesNoLaterLeaseThatEndsAtTheSameTimeForOnesOwn(Kind kind) {
    Outbox outbox = holding(kind, "equal");
    OutboxItem first = outbox.lease(only(outbox, "equal", NOW), NOW + 20).orElseThrow();
    OutboxItem waiting = outbox.change(first, first.errand(), NOW + 10).orElseThrow();
    OutboxItem second = outbox.lease(waiting, NOW + 20).orElseThrow();

    assertThat(outbox.change(first, first.errand(), NOW + 50)).isEmpty();
    assertThat(outbox.abandon(first)).isFalse();
    assertThat(only(outbox, "equal", NOW + 20)).isEqualTo(second);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void bringsNothingBackThatIsDone(Kind kind) {
    Outbox outbox = holding(kind, "done");
    OutboxItem leased = outbox.lease(only(outbox, "done", NOW), NOW + 20).orElseThrow();
    outbox.remove(leased);

    assertThat(outbox.change(leased, leased.errand(), NOW + 50)).isEmpty();
    assertThat(outbox.lease(leased, NOW + 50)).isEmpty();
    assertThat(due(outbox, "done", Long.MAX_VALUE)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void keepsWhatAWalkHasDone(Kind kind) {
    Outbox outbox = holding(kind, "kept");
    OutboxItem leased = outbox.lease(only(outbox, "kept", NOW), NOW + 20).orElseThrow();
    Errand walk =
        new Errand.Walk(
            new SessionScope.OfUser("default", "ada"),
            Optional.of(new Errand.Progress(NOW, "7:sid")));

    assertThat(outbox.change(leased, walk, NOW + 40)).contains(leased.with(walk, NOW + 40));
    assertThat(only(outbox, "kept", NOW + 40).errand()).isEqualTo(walk);
    assertThat(outbox.oldestMillis(Outbox.queueOf("kept"))).isEqualTo(OptionalLong.of(NOW));
  }

  @Test
  void keepsAWalkThatGoesOnForLongerThanAnErrandThatNobodyRuns() {
    Outbox begun = holding(Kind.DYNAMO, "long");
    OutboxItem leased = begun.lease(only(begun, "long", NOW), NOW + 20).orElseThrow();
    long before = expiry("long");
    Duration later = Duration.ofDays(2);
    Outbox outbox =
        new DynamoOutbox(
            connection, () -> Instant.ofEpochMilli(NOW).plus(later), Duration.ofHours(1));

    assertThat(outbox.change(leased, leased.errand(), NOW + 40)).isPresent();
    assertThat(expiry("long")).isEqualTo(before + later.toSeconds());
  }

  @Test
  @Timeout(60) // it would go on for ever
  void aWalkEndsWithItsInstanceAndIsKept() throws Exception {
    DynamoAtomicWrites writes = new DynamoAtomicWrites(connection);
    assertThat(writes.commit(List.of(stored.walking(new SessionScope.OfTenant("vast"))))).isTrue();
    InstantSource clock = () -> Instant.ofEpochMilli(NOW);
    Endless sessions = new Endless();
    Errands errands =
        new Errands(
            stored,
            (_, _) -> DeliveryOutcome.DELIVERED,
            new LogoutWalk(stored, sessions, clock),
            Duration.ofMinutes(1),
            Duration.ZERO,
            clock);
    try (LogoutPost _ =
        new LogoutPost(stored, errands, Set::of, clock, RandomGenerator.getDefault())) {
      assertThat(sessions.seen.tryAcquire(3, 30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(stored.due(Outbox.WALKS, NOW, 10))
        .extracting(OutboxItem::errand)
        .anySatisfy(errand ->
            assertThat(errand)
                .isInstanceOfSatisfying(
                    Errand.Walk.class, walk -> assertThat(walk.progress()).isPresent()));
  }

  /** A table of sessions without an end. */
  private static final class Endless implements EndedSessions {
    private final Semaphore seen = new Semaphore(0);

    @Override
    public Part part(SessionScope scope, Optional<String> from) {
      seen.release();
      return new Part(List.of(), Optional.of("more"));
    }

    @Override
    public boolean end(Session session) {
      return true;
    }
  }

  private static long expiry(String client) {
    return connection
        .client()
        .query(b ->
            b.tableName(connection.table(DynamoOutboxTable.NAME))
                .keyConditionExpression("q = :q")
                .expressionAttributeValues(
                    Map.of(":q", AttributeValue.fromS(Outbox.queueOf(client)))))
        .items()
        .stream()
        .mapToLong(item ->
            Long.parseLong(Optional.ofNullable(item.get(DynamoConnection.TTL)).orElseThrow().n()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void readsEachScopeAsItWasWritten() {
    DynamoAtomicWrites writes = new DynamoAtomicWrites(connection);
    List<SessionScope> scopes =
        List.of(
            new SessionScope.OfUser("default", "ada"),
            new SessionScope.OfTenant("default"),
            new SessionScope.OfClient("app"));
    scopes.forEach(scope -> assertThat(writes.commit(List.of(stored.walking(scope)))).isTrue());

    assertThat(stored.due(Outbox.WALKS, NOW, 10))
        .extracting(OutboxItem::errand)
        .containsAll(
            scopes.stream()
                .<Errand>map(scope -> new Errand.Walk(scope, Optional.empty()))
                .toList());
  }

  /** An outbox in which one errand waits for this client. */
  private static Outbox holding(Kind kind, String client) {
    return switch (kind) {
      case DYNAMO -> {
        assertThat(
                new DynamoAtomicWrites(connection)
                    .commit(List.of(stored.telling(client, "ada", "a-session"))))
            .isTrue();
        yield stored;
      }
      case MEMORY -> {
        MemoryOutbox outbox = new MemoryOutbox();
        outbox.put(
            new OutboxItem(
                Outbox.queueOf(client),
                "1",
                new Errand.Tell(client, "ada", "a-session"),
                NOW,
                NOW,
                0));
        yield outbox;
      }
    };
  }

  private static List<OutboxItem> due(Outbox outbox, String client, long nowMillis) {
    return outbox.due(Outbox.queueOf(client), nowMillis, 10);
  }

  private static OutboxItem only(Outbox outbox, String client, long nowMillis) {
    List<OutboxItem> due = due(outbox, client, nowMillis);
    assertThat(due).hasSize(1);
    return due.getFirst();
  }
}
