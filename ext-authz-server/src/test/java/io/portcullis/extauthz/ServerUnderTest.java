package io.portcullis.extauthz;

import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.kit.config.ConfigException;
import io.portcullis.kit.config.ConfigFollower;
import io.portcullis.kit.config.ConfigFollower.Change;
import io.portcullis.kit.config.ConfigReader;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.TokenFactory;
import io.portcullis.testkit.TokenKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The real server in this process, on free ports, with an issuer whose keys are in a file. */
record ServerUnderTest(Lifecycle lifecycle, int probes, int metrics) implements AutoCloseable {
  static final String ISSUER = "https://auth.example.com";
  static final TokenFactory TOKENS =
      new TokenFactory(ISSUER, TokenKey.es256("k-1"), InstantSource.system());

  /**
   * Starts.
   *
   * @param grpc as {@code listener.grpc}
   * @param more further top-level blocks, with {@code revocation}
   */
  static ServerUnderTest start(Path directory, String grpc, String more)
      throws StartupException, IOException {
    return start(directory, grpc, "", more, "0s");
  }

  /**
   * Starts.
   *
   * @param tls members of {@code listener.tls}
   * @param drainDelay as {@code drain.delay}
   */
  static ServerUnderTest start(
      Path directory, String grpc, String tls, String more, String drainDelay)
      throws StartupException, IOException {
    Path jwks = directory.resolve("jwks.json");
    Files.writeString(jwks, TokenFactory.jwks(TOKENS.key()));
    List<Integer> ports = FreePorts.next(2);
    return start(
        """
        listener: {grpc: "%s", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d", tls: {%s}}
        issuers:
          - {issuer: %s, jwks: {file: %s}, audiences: [api], minted_after_read: true}
        drain: {delay: %s, timeout: 5s}
        %s
        """
            .formatted(grpc, ports.get(0), ports.get(1), tls, ISSUER, jwks, drainDelay, more),
        ports.get(0),
        ports.get(1));
  }

  /** Starts by this configuration, which names these ports. */
  static ServerUnderTest start(String yaml, int probes, int metrics) throws StartupException {
    Lifecycle lifecycle = new Lifecycle();
    try {
      ServerConfig config =
          ConfigReader.parse(ServerConfig.class, "test.yaml", yaml, Map.of()).config();
      ExtAuthzServer.start(config, Surroundings.real(Change.None::new), lifecycle);
      return new ServerUnderTest(lifecycle, probes, metrics);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    } catch (StartupException e) {
      lifecycle.close();
      throw e;
    }
  }

  /** Starts from a file of the whole configuration, and follows it by polls that come quickly. */
  static ServerUnderTest following(Path file, SteadyClock clock, int probes, int metrics)
      throws StartupException, ConfigException {
    Lifecycle lifecycle = new Lifecycle();
    ConfigFollower<ServerConfig> follower =
        new ConfigFollower<>(ServerConfig.class, file, Map.of());
    ExtAuthzServer.start(
        follower.read().config(),
        new Surroundings(clock, follower::poll, Duration.ofMillis(5)),
        lifecycle);
    return new ServerUnderTest(lifecycle, probes, metrics);
  }

  HttpResponse<String> readyz() throws IOException, InterruptedException {
    return get("http://127.0.0.1:" + probes + "/readyz");
  }

  String scrape() throws IOException, InterruptedException {
    return get("http://127.0.0.1:" + metrics + "/metrics").body();
  }

  void awaitReady() throws IOException, InterruptedException {
    for (int i = 0; readyz().statusCode() != 200; i++) {
      if (i > 600) {
        throw new IllegalStateException("not ready: " + readyz().body());
      }
      Thread.sleep(100);
    }
  }

  private static HttpResponse<String> get(String uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
    }
  }

  @Override
  public void close() {
    lifecycle.close();
  }
}
