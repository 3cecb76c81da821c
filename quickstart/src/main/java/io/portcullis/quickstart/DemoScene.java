package io.portcullis.quickstart;

import io.portcullis.quickstart.client.AdminClient;
import io.portcullis.quickstart.client.Edge;
import io.portcullis.quickstart.client.HttpCaller;
import io.portcullis.quickstart.client.Metrics;
import io.portcullis.quickstart.client.TokenClient;
import io.portcullis.quickstart.system.Credentials;
import io.portcullis.quickstart.system.GenuineTokens;
import io.portcullis.quickstart.system.PortcullisSystem;
import io.portcullis.quickstart.system.Ports;
import io.portcullis.quickstart.walk.Callers;
import io.portcullis.quickstart.walk.Person;
import io.portcullis.quickstart.walk.Scene;
import io.portcullis.testkit.RedisClusterFixture;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/** Sets the walk's scene in a running system. */
public final class DemoScene {
  // To wait for a real one to expire would take five minutes.
  private static final Duration EXPIRED_SINCE = Duration.ofHours(1);

  private DemoScene() {}

  /** The demo user, callers at the system's addresses, and its six Redis nodes. */
  public static Scene of(PortcullisSystem system, HttpCaller http) {
    Credentials credentials = system.access().credentials();
    GenuineTokens tokens = system.tokens();
    InstantSource clock = InstantSource.system();
    return new Scene(
        callers(system, http),
        new Person(credentials.email(), credentials.password()),
        new AllNodes(system.stores().redis()),
        () -> tokens.mint(clock.instant().minus(EXPIRED_SINCE).minus(GenuineTokens.LIFE)));
  }

  /** Callers at the system's addresses. */
  public static Callers callers(PortcullisSystem system, HttpCaller http) {
    Ports ports = system.plan().ports();
    return new Callers(
        new TokenClient(http, uri(ports.tokens().open(), "")),
        new AdminClient(
            http, uri(ports.tokens().admin(), ""), system.access().credentials().adminToken()),
        new Edge(http, uri(ports.envoy().api(), "")),
        new Metrics(http, uri(ports.authz().metrics(), "/metrics")));
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private record AllNodes(RedisClusterFixture redis) implements Scene.RedisSwitch {
    @Override
    public void stop() {
      redis.nodes().forEach(redis::pause);
    }

    @Override
    public void resume() {
      redis.nodes().forEach(redis::resume);
    }
  }
}
