package io.portcullis.token.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.probe.BindFailure;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port and what is answered there, by Helidon, one virtual thread for each request. */
public final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

  private final WebServer server;
  private final BodyDeadline deadline;

  private HttpListener(WebServer server, BodyDeadline deadline) {
    this.server = server;
    this.deadline = deadline;
  }

  /**
   * Binds and answers from now on.
   *
   * @param key the configuration key of the address
   * @throws StartupException if the address cannot be bound
   */
  public static HttpListener start(
      String key,
      HostPort address,
      Transport transport,
      Routes routes,
      HttpLimits limits,
      SecureRandom random)
      throws StartupException {
    BodyDeadline deadline = new BodyDeadline(limits.readTimeout());
    HelidonExchange exchange =
        new HelidonExchange(
            limits.bodyBytes(),
            deadline,
            new SourceAddress(limits.trustedProxies(), warnOnce(key)),
            transport.certificates(),
            random);
    var builder = WebServer.builder();
    transport.tls().ifPresent(tls -> builder.tls(tls.toHelidon(random)));
    WebServer server =
        builder
            .host(address.host())
            .port(address.port())
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .shutdownGracePeriod(limits.drain())
            .maxConcurrentRequests(limits.concurrentRequests())
            .connectionOptions(socket -> socket.readTimeout(limits.readTimeout()))
            .protocolsDiscoverServices(false)
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(limits.headerBytes())
                    .maxPrologueLength(limits.headerBytes())
                    .build())
            .directHandlers(transportErrors(exchange))
            .routing(routing(routes, exchange))
            .build();
    server.start();
    // Helidon only logs that it could not bind.
    if (!server.isRunning() || server.port() <= 0) {
      server.stop();
      deadline.close();
      throw new StartupException(bindFailure(key, address));
    }
    return new HttpListener(server, deadline);
  }

  private static Consumer<String> warnOnce(String key) {
    AtomicBoolean warned = new AtomicBoolean();
    return peer -> {
      if (!warned.getAndSet(true)) {
        LOG.warn(
            "{}: {} sends X-Forwarded-For, but limits.trusted_proxies is 0: if it is a proxy of"
                + " yours, set limits.trusted_proxies to how many stand in a row, or all who come"
                + " through it count as one address",
            key,
            peer);
      }
    };
  }

  /** Binds once more, to learn why it cannot be done. */
  private static String bindFailure(String key, HostPort address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(address.toSocketAddress());
      return key + ": cannot listen on " + address;
    } catch (IOException e) {
      return BindFailure.sentence(key, address, e);
    }
  }

  /** The bound port. */
  public int port() {
    return server.port();
  }

  /** Takes no more requests, and lets those under way end. */
  @Override
  public void close() {
    server.stop();
    deadline.close();
  }

  private static HttpRouting.Builder routing(Routes routes, HelidonExchange exchange) {
    HttpRouting.Builder routing = HttpRouting.builder();
    Set<String> paths = new TreeSet<>();
    for (Routes.Route route : routes.all()) {
      paths.add(route.path());
      routing.route(
          Method.create(route.method()), route.path(), exchange.handler(route.endpoint()));
    }
    for (String path : paths) {
      routing.any(path, exchange.handler(methodNotAllowed(routes, path)));
    }
    return routing.any(
        exchange.handler(call -> new Problem(404, "not_found", "Nothing is here.").reply(call)));
  }

  private static Endpoint methodNotAllowed(Routes routes, String path) {
    String allowed =
        String.join(
            ", ",
            routes.all().stream()
                .filter(route -> route.path().equals(path))
                .map(Routes.Route::method)
                .toList());
    return call ->
        new Problem(405, "method_not_allowed", "Allowed here: " + allowed + ".")
            .reply(call)
            .with("Allow", allowed);
  }

  /** What Helidon refuses before any route sees it gets our form as well. */
  private static DirectHandlers transportErrors(HelidonExchange exchange) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, exchange::transportError);
    }
    return handlers.build();
  }
}
