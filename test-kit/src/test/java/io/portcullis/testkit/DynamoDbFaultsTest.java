package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.portcullis.testkit.DynamoDbFaults.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DynamoDbFaultsTest {
  private final AtomicInteger reached = new AtomicInteger();
  private final HttpServer table = listen();
  private final DynamoDbFaults faults =
      DynamoDbFaults.before(URI.create("http://127.0.0.1:" + table.getAddress().getPort()));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.shutdownNow();
    faults.close();
    table.stop(0);
  }

  @Test
  void passesWhatNobodyBreaks() throws Exception {
    assertThat(call("GetItem").body()).isEqualTo("done");
    assertThat(faults.hit()).isZero();
  }

  @Test
  void throttlesAsDynamoDbDoes() throws Exception {
    faults.inject(Fault.THROTTLED, 1, 1);
    HttpResponse<String> response = call("GetItem");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("#ProvisionedThroughputExceededException");
    assertThat(reached).hasValue(0);
  }

  @Test
  void cancelsTransactionsOnly() throws Exception {
    faults.inject(Fault.CONFLICT, 1, 1);
    assertThat(call("TransactWriteItems").body()).contains("\"Code\":\"TransactionConflict\"");
    assertThat(call("GetItem").body()).isEqualTo("done");
  }

  @Test
  void losesTheReplyOfWhatWasDone() throws Exception {
    faults.inject(Fault.REPLY_LOST, 1, 1);
    assertThatThrownBy(() -> call("PutItem")).isInstanceOf(IOException.class);
    assertThat(reached.get()).isPositive();
  }

  @Test
  void isHealedAtOnce() throws Exception {
    faults.inject(Fault.INTERNAL_ERROR, 1, 1);
    assertThat(call("GetItem").statusCode()).isEqualTo(500);
    faults.heal();
    assertThat(call("GetItem").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> call(String operation) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(faults.endpoint())
            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
            .POST(BodyPublishers.ofString("{}"))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpServer listen() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              reached.incrementAndGet();
              exchange.sendResponseHeaders(200, 4);
              exchange.getResponseBody().write("done".getBytes(StandardCharsets.US_ASCII));
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new FixtureException("cannot listen", e);
    }
  }
}
