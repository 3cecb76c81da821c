package io.portcullis.testkit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The API behind Envoy: answers every request with what reached it, {@code
 * {"method","path","headers":{"name":["value",…]}}}, header names in lower case.
 */
public final class EchoUpstream implements Fixture {
  private final HttpServer server;
  private final ExecutorService executor;
  private final JsonMapper json = new JsonMapper();
  private final AtomicLong requests = new AtomicLong();

  /** What is told back; the order of its members is that of the answer. */
  private record Echo(String method, String path, Map<String, List<String>> headers) {}

  private EchoUpstream(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /** Starts on a free port. */
  public static EchoUpstream start() {
    return start(FreePorts.next());
  }

  public static EchoUpstream start(int port) {
    // The JDK's server writes head and body apart; with Nagle's algorithm each answer would wait 40
    // ms for an ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
      EchoUpstream upstream = new EchoUpstream(server, executor);
      server.createContext("/", upstream::answer);
      server.setExecutor(executor);
      server.start();
      return upstream;
    } catch (IOException e) {
      throw new UncheckedIOException("the demo upstream cannot listen on port " + port, e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** How many requests have reached it. */
  public long requests() {
    return requests.get();
  }

  @Override
  public String logTail() {
    return "---- upstream\n" + requests() + " requests reached it";
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      byte[] body = json.writeValueAsBytes(echo(exchange));
      exchange.getResponseHeaders().set("content-type", "application/json");
      // HEAD has no body, which the JDK's server calls a length of -1.
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, isHead ? -1 : body.length);
      if (!isHead) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Echo echo(HttpExchange exchange) {
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new Echo(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers);
  }
}
