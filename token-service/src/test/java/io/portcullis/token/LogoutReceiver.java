package io.portcullis.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client's end of back-channel logout, by real HTTP. */
final class LogoutReceiver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What was sent to it. */
  record Received(String method, String contentType, String body) {
    String token() {
      return body.substring("logout_token=".length());
    }

    String claim(String name) {
      try {
        return String.valueOf(SignedJWT.parse(token()).getJWTClaimsSet().getClaim(name));
      } catch (ParseException e) {
        throw new AssertionError(body, e);
      }
    }
  }

  /** How it answers. */
  interface Behaviour {
    void answer(HttpExchange exchange, int requests) throws Exception;
  }

  private final HttpServer server;
  private final List<Received> received = new ArrayList<>();
  private volatile Behaviour behaviour = status(200);

  private LogoutReceiver(HttpServer server) {
    this.server = server;
  }

  static LogoutReceiver start() throws IOException {
    return startAt(0);
  }

  static LogoutReceiver startAt(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    LogoutReceiver receiver = new LogoutReceiver(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", receiver::handle);
    server.start();
    return receiver;
  }

  static Behaviour status(int status) {
    return (exchange, requests) -> exchange.sendResponseHeaders(status, -1);
  }

  LogoutReceiver answering(Behaviour answer) {
    behaviour = answer;
    return this;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/logout?of=test");
  }

  synchronized List<Received> all() {
    return List.copyOf(received);
  }

  List<String> sids() {
    return all().stream().map(one -> one.claim("sid")).toList();
  }

  /** Waits until it has received what is asked for. */
  List<Received> await(Predicate<List<Received>> enough) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.test(all())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("received only " + all().size() + " logout tokens");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return all();
  }

  Received awaitSid(String sid) throws InterruptedException {
    return await(all -> all.stream().anyMatch(one -> one.claim("sid").equals(sid))).stream()
        .filter(one -> one.claim("sid").equals(sid))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      int requests = note(exchange, body);
      behaviour.answer(exchange, requests);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private synchronized int note(HttpExchange exchange, String body) {
    received.add(
        new Received(
            exchange.getRequestMethod(),
            String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
            body));
    return received.size();
  }
}
