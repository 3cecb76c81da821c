package io.portcullis.kit.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.lifecycle.StartupException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code /livez}, {@code /startupz} and {@code /readyz}: 200, or 503 with the reasons. */
public final class ProbeServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor;

  private ProbeServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Binds and answers from now on.
   *
   * @throws StartupException if the address cannot be bound
   */
  public static ProbeServer start(HostPort address, Probes probes) throws StartupException {
    HttpServer http;
    try {
      http = HttpServer.create(address.toSocketAddress(), 64);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException(BindFailure.sentence("listener.probes", address, e), e);
    }
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("probe-", 0).factory());
    http.setExecutor(threads);
    serve(http, "/livez", () -> probes.live().getAsBoolean() ? List.of() : List.of("no progress"));
    serve(
        http,
        "/startupz",
        () -> probes.started().getAsBoolean() ? List.of() : List.of("not started"));
    serve(http, "/readyz", probes.waitingFor());
    http.start();
    return new ProbeServer(http, threads);
  }

  /** The bound port. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static void serve(HttpServer http, String path, Supplier<List<String>> reasons) {
    http.createContext(
        path,
        exchange -> {
          if (exchange.getRequestURI().getPath().equals(path)) {
            answer(exchange, reasons.get());
          } else {
            send(exchange, 404, "no such probe\n");
          }
        });
  }

  private static void answer(HttpExchange exchange, List<String> reasons) throws IOException {
    if (reasons.isEmpty()) {
      send(exchange, 200, "ok\n");
    } else {
      send(exchange, 503, String.join("\n", reasons) + "\n");
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
