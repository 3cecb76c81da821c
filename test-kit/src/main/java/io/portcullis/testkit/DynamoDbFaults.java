package io.portcullis.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands before DynamoDB Local, which never throttles, and answers a share of the requests as
 * DynamoDB does on its bad days.
 */
public final class DynamoDbFaults implements AutoCloseable {
  private static final String PREFIX = "com.amazonaws.dynamodb.v20120810#";
  private static final String TRANSACTION = "DynamoDB_20120810.TransactWriteItems";
  private static final int SLOW_MILLIS = 400;

  /** What becomes of a request that is hit. */
  public enum Fault {
    /** Refused: the table's throughput is used up. */
    THROTTLED,
    /** A transaction is cancelled because of another one; what is none passes. */
    CONFLICT,
    /** 500. */
    INTERNAL_ERROR,
    /** It is done, but the connection ends before the answer. */
    REPLY_LOST,
    /** It is answered {@value DynamoDbFaults#SLOW_MILLIS} ms late. */
    SLOW
  }

  // What java.net.http sets by itself.
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "transfer-encoding", "date", "upgrade");

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI target;
  private final AtomicLong hit = new AtomicLong();
  private final AtomicReference<@Nullable Ambush> ambush = new AtomicReference<>();
  private volatile @Nullable Queue<String> heard;
  private volatile Weather weather = new Weather(Fault.SLOW, 0, new Random(0));

  private record Weather(Fault fault, double share, Random random) {
    boolean hits(String operation) {
      return (fault != Fault.CONFLICT || operation.equals(TRANSACTION))
          && random.nextDouble() < share;
    }
  }

  private record Ambush(String operation, String table, Runnable strike) {
    boolean awaits(String asked, byte[] body) {
      return asked.endsWith("." + operation)
          && new String(body, StandardCharsets.UTF_8).contains("\"" + table + "\"");
    }
  }

  private DynamoDbFaults(HttpServer server, URI target) {
    this.server = server;
    this.target = target;
  }

  /** Starts on a free port; everything passes at first. */
  public static DynamoDbFaults before(URI target) {
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next()), 1_024);
      DynamoDbFaults faults = new DynamoDbFaults(server, target);
      server.createContext("/", faults::answer);
      server.setExecutor(faults.executor);
      server.start();
      return faults;
    } catch (IOException e) {
      throw new UncheckedIOException("the stub before DynamoDB cannot listen", e);
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on this share of the requests, 0 to 1, drawn by this seed, is hit. */
  public void inject(Fault fault, double share, long seed) {
    weather = new Weather(fault, share, new Random(seed));
  }

  /** Everything passes. */
  public void heal() {
    weather = new Weather(Fault.SLOW, 0, new Random(0));
  }

  /**
   * Does the next such request, then runs this, and never answers.
   *
   * @param operation such as {@code UpdateItem}
   */
  public void onceWritten(String operation, String table, Runnable strike) {
    ambush.set(new Ambush(operation, table, strike));
  }

  /** From now on remembers what is asked for, and nothing of what was before. */
  public void listen() {
    heard = new ConcurrentLinkedQueue<>();
  }

  /** What was asked for since {@link #listen}: operation and body of each request. */
  public List<String> heard() {
    Queue<String> so = heard;
    return so == null ? List.of() : List.copyOf(so);
  }

  /** How many requests have been hit so far. */
  public long hit() {
    return hit.get();
  }

  @Override
  public void close() {
    server.stop(0);
    client.shutdownNow();
    executor.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Weather now = weather;
      String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      Queue<String> listening = heard;
      if (listening != null) {
        listening.add(operation + " " + new String(body, StandardCharsets.UTF_8));
      }
      Ambush set = ambush.get();
      if (set != null
          && set.awaits(operation == null ? "" : operation, body)
          && ambush.compareAndSet(set, null)) {
        forward(exchange, body);
        set.strike().run();
        return;
      }
      if (!now.hits(operation == null ? "" : operation)) {
        pass(exchange, forward(exchange, body));
        return;
      }
      hit.incrementAndGet();
      strike(now.fault(), exchange, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void strike(Fault fault, HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    switch (fault) {
      case THROTTLED -> refuse(exchange, 400, "ProvisionedThroughputExceededException", "");
      case CONFLICT ->
          refuse(
              exchange,
              400,
              "TransactionCanceledException",
              ",\"CancellationReasons\":[{\"Code\":\"TransactionConflict\",\"Message\":\"Transaction"
                  + " is ongoing for the item\"},{\"Code\":\"None\"}]");
      case INTERNAL_ERROR -> refuse(exchange, 500, "InternalServerError", "");
      case REPLY_LOST -> forward(exchange, body);
      case SLOW -> {
        HttpResponse<byte[]> response = forward(exchange, body);
        Thread.sleep(SLOW_MILLIS);
        pass(exchange, response);
      }
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void pass(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            exchange.getResponseHeaders().put(name, values);
          }
        });
    send(exchange, response.statusCode(), response.body());
  }

  private static void refuse(HttpExchange exchange, int status, String type, String more)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    String body = "{\"__type\":\"" + PREFIX + type + "\",\"message\":\"injected\"" + more + "}";
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
