package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.DemoScene;
import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.HttpCaller;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.system.Credentials;
import io.portcullis.quickstart.system.Parts;
import io.portcullis.quickstart.system.PortcullisSystem;
import io.portcullis.quickstart.system.Ports;
import io.portcullis.quickstart.system.SystemPlan;
import io.portcullis.quickstart.walk.Callers;
import io.portcullis.testkit.Fixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whole system on free ports, for the tests of one class. */
final class SystemFixture implements Fixture {
  /** Policies whose bound is the least there is, so that a test need not wait long for it. */
  static final String LEAST_STALENESS =
      """
      policies:
        default: {max_staleness: 2s, on_stale: unavailable}
      drain: {delay: 100ms, timeout: 2s}
      """;

  private final Parts parts;
  private final PortcullisSystem system;
  private final HttpCaller http = new HttpCaller();

  private SystemFixture(Parts parts, PortcullisSystem system) {
    this.parts = parts;
    this.system = system;
  }

  @SuppressWarnings("SystemOut") // where Surefire looks for the output of a test
  static SystemFixture start(String policies) {
    Parts parts = new Parts(System.out);
    try {
      return new SystemFixture(
          parts, PortcullisSystem.start(new SystemPlan(Ports.free(), scratch(), policies), parts));
    } catch (RuntimeException failed) {
      parts.close();
      throw failed;
    }
  }

  PortcullisSystem system() {
    return system;
  }

  HttpCaller http() {
    return http;
  }

  Callers callers() {
    return DemoScene.callers(system, http);
  }

  /** A new session of the demo user. */
  Tokens logIn() throws IOException, InterruptedException {
    Credentials credentials = system.access().credentials();
    Answer answer = callers().tokens().login(credentials.email(), credentials.password());
    if (answer.status() != 200) {
      throw new IOException("login: " + answer.summary());
    }
    return Tokens.of(answer);
  }

  @Override
  public String logTail() {
    return system.logTail();
  }

  @Override
  public void close() {
    http.close();
    parts.close();
    try {
      // Empty by now: each part removes what it wrote.
      Files.delete(system.plan().folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("portcullis-system-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
