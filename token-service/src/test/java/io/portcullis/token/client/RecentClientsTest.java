package io.portcullis.token.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.account.DynamoUserStore;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoFaults;
import io.portcullis.token.dynamo.LocalDynamo;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/** Registrations that an instance has read lately, over those of DynamoDB. */
final class RecentClientsTest {
  private static final Duration MAX_AGE = Duration.ofSeconds(5);
  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final String ORIGIN = "https://shop.example";

  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private final AtomicLong nanos = new AtomicLong();
  private final DynamoConnection connection =
      LocalDynamo.connect(DYNAMO.get(), "recent" + TABLES.incrementAndGet() + "-");
  private final DynamoFaults faults = new DynamoFaults(connection.client());
  private final DynamoClientStore elsewhere = new DynamoClientStore(connection);
  private RecentClients clients = clients(MAX_AGE);

  @BeforeEach
  void createTable() {
    new DynamoUserStore(connection).createTable();
  }

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  void aRegistrationIsReadOnceForManyRequests() throws Exception {
    elsewhere.put(client("api"));

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Optional<Client>>> calls = Collections.nCopies(64, () -> clients.find("app"));
      for (Future<Optional<Client>> found : threads.invokeAll(calls)) {
        assertThat(found.get()).isPresent();
      }
    }
    long atFirst = reads();
    assertThat(atFirst).isBetween(1L, 64L);

    assertThat(audience()).isEqualTo("api");
    assertThat(clients.isWebOrigin(ORIGIN)).isTrue();
    assertThat(clients.isWebOrigin(ORIGIN)).isTrue();
    assertThat(reads()).isEqualTo(atFirst + 1);
  }

  @Test
  void aChangeCountsWhenTheTimeIsOverAndNotBefore() {
    elsewhere.put(client("api"));
    assertThat(audience()).isEqualTo("api");
    elsewhere.put(client("other"));

    nanos.addAndGet(MAX_AGE.toNanos() - 1);
    assertThat(audience()).isEqualTo("api");
    nanos.addAndGet(1);
    assertThat(audience()).isEqualTo("other");
  }

  @Test
  void withoutATimeEveryRequestReads() {
    clients = clients(Duration.ZERO);
    elsewhere.put(client("api"));
    assertThat(audience()).isEqualTo("api");
    elsewhere.put(client("other"));

    assertThat(audience()).isEqualTo("other");
  }

  @Test
  void whatIsNotThereIsLookedForEachTime() {
    assertThat(clients.find("app")).isEmpty();
    assertThat(clients.isWebOrigin(ORIGIN)).isFalse();
    elsewhere.put(client("api"));

    assertThat(audience()).isEqualTo("api");
    assertThat(clients.isWebOrigin(ORIGIN)).isTrue();
  }

  @Test
  void whatIsRegisteredHereCountsHereAtOnce() {
    clients.put(client("api"));
    assertThat(audience()).isEqualTo("api");
    clients.put(client("other"));

    assertThat(audience()).isEqualTo("other");
  }

  @Test
  void whileDynamoDbIsAwayWhatWasReadCountsForItsTimeOnly() {
    elsewhere.put(client("api"));
    assertThat(audience()).isEqualTo("api");
    faults.always(
        GetItemRequest.class,
        (_, _) -> {
          throw SdkClientException.create("away");
        });

    assertThat(audience()).isEqualTo("api");
    nanos.addAndGet(MAX_AGE.toNanos());
    assertThatThrownBy(() -> clients.find("app")).isInstanceOf(StorageUnavailableException.class);
  }

  private String audience() {
    return clients.find("app").orElseThrow().accessTokenAudience();
  }

  private long reads() {
    return faults.calls(GetItemRequest.class);
  }

  private RecentClients clients(Duration maxAge) {
    DynamoConnection counted =
        new DynamoConnection(
            faults.client(), connection.table(""), connection.clockGuard(), new SecureRandom());
    return new RecentClients(new DynamoClientStore(counted), maxAge, nanos::get);
  }

  private static Client client(String audience) {
    return new Client(
        "app",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of("refresh_token"),
        Set.of(),
        List.of(),
        List.of(),
        audience,
        Set.of(),
        Set.of(),
        RefreshRules.USUAL,
        false,
        false,
        TokenAlgorithms.USUAL,
        Set.of(ORIGIN),
        Optional.empty(),
        CertificateRules.NONE);
  }
}
