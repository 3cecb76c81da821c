package io.portcullis.token;

import io.portcullis.testkit.ChildProcess;
import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.Repository;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The service with three other providers: {@code real} is oidc-provider, which others wrote, and is
 * trusted with e-mail addresses, {@code hostile} is ours and says what it is told to say, and
 * {@code gone} does not answer.
 */
final class ProvidersFixture implements Fixture {
  static final String CLIENT_ID = "portcullis";
  static final String CLIENT_SECRET = "a-secret-of-the-client-at-the-provider";

  private final TokenServiceFixture service;
  private final HostileProvider hostile;
  private final ChildProcess real;
  private final int realPort;

  private ProvidersFixture(
      TokenServiceFixture service, HostileProvider hostile, ChildProcess real, int realPort) {
    this.service = service;
    this.hostile = hostile;
    this.real = real;
    this.realPort = realPort;
  }

  static ProvidersFixture start() throws Exception {
    Path folder = Files.createTempDirectory("providers");
    Path secret = Files.writeString(folder.resolve("secret"), CLIENT_SECRET + "\n");
    int realPort = FreePorts.next();
    HostileProvider hostile = HostileProvider.start();
    // The real one starts after the service, which must not mind.
    TokenServiceFixture service =
        TokenServiceFixture.start(config ->
            config
                + """
                login:
                  provider_timeout: 10s
                  providers:
                """
                + provider("real", "http://127.0.0.1:" + realPort, secret, true)
                + provider("hostile", hostile.issuer(), secret, false)
                + provider("gone", "http://127.0.0.1:" + FreePorts.next(), secret, false));
    ChildProcess real =
        ChildProcess.start(
            "provider",
            folder,
            Map.of(
                "PORT",
                Integer.toString(realPort),
                "CLIENT_ID",
                CLIENT_ID,
                "CLIENT_SECRET",
                CLIENT_SECRET,
                "REDIRECT_URI",
                service.issuer() + "/oauth2/callback/real"),
            List.of(Repository.program("interop-provider").toString()));
    ProvidersFixture started = new ProvidersFixture(service, hostile, real, realPort);
    try {
      real.await("it answers", Duration.ofSeconds(60), started::realAnswers);
      // It was away when the service looked first, which then looks again after a second.
      real.await("the service finds it", Duration.ofSeconds(60), started::realIsFound);
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  TokenServiceFixture service() {
    return service;
  }

  HostileProvider hostile() {
    return hostile;
  }

  String realIssuer() {
    return "http://127.0.0.1:" + realPort;
  }

  private boolean realAnswers() {
    try {
      return new HttpCaller(realIssuer()).get("/.well-known/openid-configuration").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private boolean realIsFound() {
    Browser browser = new Browser(service.issuer());
    return browser.continueWith(browser.get("/account/sessions"), "real").left().isPresent();
  }

  @Override
  public String logTail() {
    return service.logTail() + real.logTail();
  }

  @Override
  public void close() {
    real.close();
    service.close();
    hostile.close();
  }

  private static String provider(String id, String issuer, Path secret, boolean trustEmail) {
    return """
        - {id: %s, name: "The %1$s one", issuer: "%s", client_id: %s, client_secret_file: %s, trust_email: %s}
    """
        .formatted(id, issuer, CLIENT_ID, secret, trustEmail);
  }
}
