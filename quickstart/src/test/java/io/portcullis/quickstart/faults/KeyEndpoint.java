package io.portcullis.quickstart.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.testkit.FreePorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** An issuer's key endpoint, which answers as it is told. */
final class KeyEndpoint implements AutoCloseable {
  // The nodes' jwks.max_bytes is 256 KiB, their jwks.timeout 1 s.
  private static final int HUGE_BYTES = 400 * 1024;
  private static final int PIECES = 12;
  private static final long PIECE_MILLIS = 250;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong answered = new AtomicLong();
  private final Supplier<String> good;
  private final String strange;
  private volatile Mood mood = Mood.GOOD;

  /** How it answers. */
  enum Mood {
    GOOD,
    /** 500, with a set of other keys. */
    ERROR,
    /** Other keys, but piece by piece, for longer than anybody waits. */
    SLOW,
    /** A set without a key. */
    EMPTY,
    /** Other keys, and much more than is read. */
    HUGE,
    /** Half of the set. */
    TORN
  }

  private KeyEndpoint(HttpServer server, Supplier<String> good, String strange) {
    this.server = server;
    this.good = good;
    this.strange = strange;
  }

  /**
   * Starts on a free port.
   *
   * @param good the issuer's set
   * @param strange a set of other keys: who accepts it refuses the issuer's tokens
   */
  static KeyEndpoint start(Supplier<String> good, String strange) {
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next()), 64);
      KeyEndpoint endpoint = new KeyEndpoint(server, good, strange);
      server.createContext("/", endpoint::answer);
      server.setExecutor(endpoint.executor);
      server.start();
      return endpoint;
    } catch (IOException e) {
      throw new UncheckedIOException("the key endpoint cannot listen", e);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
  }

  void becomes(Mood next) {
    mood = next;
  }

  /** How many requests it has answered, or tried to. */
  long answered() {
    return answered.get();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Mood now = mood;
      byte[] body = body(now).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(now == Mood.ERROR ? 500 : 200, body.length);
      write(exchange.getResponseBody(), body, now == Mood.SLOW ? PIECE_MILLIS : 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      answered.incrementAndGet();
    }
  }

  private String body(Mood now) {
    return switch (now) {
      case GOOD -> good.get();
      case ERROR, SLOW -> strange;
      case EMPTY -> "{\"keys\":[]}";
      case HUGE -> "{\"pad\":\"" + "x".repeat(HUGE_BYTES) + "\"," + strange.substring(1);
      case TORN -> good.get().substring(0, good.get().length() / 2);
    };
  }

  private static void write(OutputStream out, byte[] body, long pauseMillis)
      throws IOException, InterruptedException {
    if (pauseMillis == 0) {
      out.write(body);
      return;
    }
    int piece = body.length / PIECES + 1;
    for (int from = 0; from < body.length; from += piece) {
      out.write(body, from, Math.min(piece, body.length - from));
      out.flush();
      Thread.sleep(pauseMillis);
    }
  }
}
