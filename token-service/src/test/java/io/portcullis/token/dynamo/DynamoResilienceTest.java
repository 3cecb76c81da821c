package io.portcullis.token.dynamo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.testkit.DynamoDbLocal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/**
 * A DynamoDB that fails, throttles, hangs and comes back; DynamoDB Local does the last two only.
 */
final class DynamoResilienceTest {
  private static final int MANY = 200;
  private static final String THROTTLED =
      """
      {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",\
      "message":"slow down"}\
      """;

  private final AtomicInteger attempts = new AtomicInteger();
  private final CountDownLatch held = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Answer answer = new Answer(200, "{\"TableNames\":[]}");
  private final HttpServer server;

  DynamoResilienceTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private record Answer(int status, String body) {}

  @BeforeEach
  void serve() {
    server.setExecutor(threads);
    server.createContext("/", this::reply);
    server.start();
  }

  @AfterEach
  void stop() {
    held.countDown();
    server.stop(0);
    threads.close();
  }

  @Test
  void stopsAskingADynamoDbThatFailsAndComesBackWhenItDoes() throws Exception {
    answer = new Answer(500, "{\"__type\":\"InternalServerError\"}");
    try (DynamoConnections dynamo = connect(8)) {
      SdkException last = refused(dynamo.requests(), MANY);
      assertThat(last).hasMessageContaining("DynamoDB does not answer and is not asked");
      assertThat(attempts.get()).isBetween(200, 256);

      answer = new Answer(200, "{\"TableNames\":[]}");
      awaitAnswer(dynamo.requests());
      for (int i = 0; i < MANY; i++) {
        assertThat(dynamo.requests().client().listTables().tableNames()).isEmpty();
      }
    }
  }

  @Test
  void takesAThrottledCallForAnAnswerAndRepeatsOnABudget() {
    answer = new Answer(400, THROTTLED);
    try (DynamoConnections dynamo = connect(8)) {
      SdkException last = refused(dynamo.requests(), MANY);
      assertThat(last).isInstanceOf(ProvisionedThroughputExceededException.class);
      assertThat(attempts.get()).isBetween(MANY, MANY + MANY / 2);
    }
  }

  @Test
  void asksAlwaysForTheRevocationLog() {
    answer = new Answer(500, "{\"__type\":\"InternalServerError\"}");
    try (DynamoConnections dynamo = connect(8)) {
      refused(dynamo.control(), MANY);
      assertThat(attempts.get()).isGreaterThanOrEqualTo(MANY);
    }
  }

  @Test
  void leavesTheRevocationLogItsConnectionsInAFloodOfRequests() throws Exception {
    try (DynamoConnections dynamo = connect(2)) {
      for (int i = 0; i < 2; i++) {
        threads.execute(() ->
            refusal(dynamo.requests(), client -> client.describeTable(b -> b.tableName("s"))));
      }
      awaitAttempts(2);
      assertThat(refusedAtOnce(dynamo.requests(), 64))
          .allSatisfy(
              e -> assertThat(e).hasMessageContaining("all connections to DynamoDB are taken"));
      assertThat(dynamo.control().client().listTables().tableNames()).isEmpty();
    }
  }

  @Test
  void comesBackAfterDynamoDbHasHung() throws Exception {
    try (DynamoDbLocal local = DynamoDbLocal.lend();
        DynamoConnections dynamo = connect(local.endpoint(), 256)) {
      assertThat(dynamo.requests().client().listTables().tableNames()).isEmpty();
      local.pause();
      refusedAtOnce(dynamo.requests(), MANY);
      List<SdkException> then = refusedAtOnce(dynamo.requests(), MANY);
      assertThat(then)
          .filteredOn(e -> String.valueOf(e).contains("DynamoDB does not answer and is not asked"))
          .hasSizeGreaterThan(MANY / 2);
      local.resume();
      awaitAnswer(dynamo.requests());
    }
  }

  private void reply(HttpExchange exchange) throws IOException {
    attempts.incrementAndGet();
    exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestHeaders().getFirst("X-Amz-Target").endsWith("DescribeTable")) {
      hold();
    }
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void hold() throws IOException {
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private List<SdkException> refusedAtOnce(DynamoConnection dynamo, int calls) throws Exception {
    List<Future<SdkException>> callers = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      callers.add(threads.submit(() -> refused(dynamo, 1)));
    }
    List<SdkException> refusals = new ArrayList<>();
    for (Future<SdkException> caller : callers) {
      refusals.add(caller.get(30, TimeUnit.SECONDS));
    }
    return refusals;
  }

  private static SdkException refused(DynamoConnection dynamo, int calls) {
    SdkException last = null;
    for (int i = 0; i < calls; i++) {
      last = refusal(dynamo);
      assertThat(last).isNotNull();
    }
    return Optional.ofNullable(last).orElseThrow();
  }

  private static @Nullable SdkException refusal(DynamoConnection dynamo) {
    return refusal(dynamo, DynamoDbClient::listTables);
  }

  private static @Nullable SdkException refusal(
      DynamoConnection dynamo, Consumer<DynamoDbClient> call) {
    try {
      call.accept(dynamo.client());
      return null;
    } catch (SdkException e) {
      return e;
    }
  }

  private static void awaitAnswer(DynamoConnection dynamo) throws InterruptedException {
    for (int i = 0; refusal(dynamo) != null; i++) {
      assertThat(i).as("tries, 50 ms apart").isLessThan(600);
      Thread.sleep(50);
    }
  }

  private void awaitAttempts(int wanted) throws InterruptedException {
    for (int i = 0; attempts.get() < wanted; i++) {
      assertThat(i).as("looks, 10 ms apart").isLessThan(3000);
      Thread.sleep(10);
    }
  }

  private DynamoConnections connect(int maxConnections) {
    return connect(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), maxConnections);
  }

  private static DynamoConnections connect(URI endpoint, int maxConnections) {
    return DynamoConnections.open(
        new DynamoSettings(
            Optional.of(endpoint),
            "eu-central-1",
            "r-",
            LocalDynamo.CLOCK_ERROR,
            Duration.ofSeconds(3),
            maxConnections),
        InstantSource.system(),
        new SecureRandom());
  }
}
