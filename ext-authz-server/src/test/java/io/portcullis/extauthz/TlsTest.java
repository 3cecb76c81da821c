package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.portcullis.extauthz.config.GrpcAddress;
import io.portcullis.extauthz.config.GrpcTlsConfig;
import io.portcullis.extauthz.config.GrpcTlsVersion;
import io.portcullis.extauthz.telemetry.CertificateWatch;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.testkit.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS of the gRPC port, as clients by the JDK's TLS meet it. */
final class TlsTest {
  @TempDir private Path directory = Path.of("");
  private final int port = FreePorts.next();
  private final TlsFolder files = new TlsFolder();
  private X509Bundle first = files.first;

  TlsTest() throws Exception {}

  @BeforeEach
  void writeFiles() throws Exception {
    files.writeTo(directory);
  }

  @Test
  void isSpokenByBoringSsl() throws Exception {
    OpenSsl.ensureAvailability();
    try (ServerUnderTest server = start("");
        GrpcAsker envoy = GrpcAsker.tls(port, files.anonymous())) {
      server.awaitReady();
      assertThat(envoy.code("", TOKENS.mint())).isEqualTo("ok");
      TlsFolder.Handshake newest = files.shakeHands(port, "TLSv1.2", "TLSv1.3");
      assertThat(newest.protocol()).isEqualTo("TLSv1.3");
      assertThat(newest.application()).isEqualTo("h2");
      assertThat(newest.server()).isEqualTo(first.getCertificate());
      assertThat(files.shakeHands(port, "TLSv1.2").protocol()).isEqualTo("TLSv1.2");
      assertThat(server.scrape()).contains(endOf("server", first.getCertificate()));
      try (GrpcAsker plain = GrpcAsker.tcp(port)) {
        assertRefused(plain);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENSSL", "JDK"})
  void passesOnlyClientsOfTheAuthorityWithEitherProvider(SslProvider provider) throws Exception {
    GrpcTlsConfig config =
        new GrpcTlsConfig(
            files.file("server.crt"),
            files.file("server.key"),
            files.file("client-ca.crt"),
            GrpcTlsVersion.V1_3);
    HealthService health = new HealthService();
    try (TlsRoom room = TlsRoom.open(config, new CertificateWatch(new Metrics()), provider)) {
      GrpcListener listener =
          GrpcListener.start(
              GrpcAddress.parse("127.0.0.1:" + port),
              new GrpcListener.Terms(Optional.of(room.context()), 65536, Duration.ofHours(1)),
              health.service());
      try {
        assertAnswered(files.certifiedBy(files.clientCa));
        assertRefused(files.certifiedBy(files.ca));
        assertRefused(files.anonymous());
        assertThatThrownBy(() -> files.shakeHands(port, "TLSv1.2"))
            .isInstanceOf(SSLException.class);
      } finally {
        listener.stop(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void servesRenewedFilesToNewConnectionsAndKeepsTheOldOnes() throws Exception {
    try (ServerUnderTest server = start("client_ca_file: " + files.file("client-ca.crt"));
        GrpcAsker early = GrpcAsker.tls(port, files.certifiedBy(files.clientCa))) {
      server.awaitReady();
      assertThat(early.code("", TOKENS.mint())).isEqualTo("ok");

      X509Bundle sameKey = files.renew(first.getKeyPair());
      awaitServed(sameKey.getCertificate());
      X509Bundle otherKey = files.renew();
      awaitServed(otherKey.getCertificate());
      assertThat(server.scrape()).contains(endOf("server", otherKey.getCertificate()));

      files.put("client-ca.crt", files.ca.getCertificatePEM());
      await(() -> server.scrape().contains(endOf("client_ca", files.ca.getCertificate())));
      assertAnswered(files.certifiedBy(files.ca));
      assertRefused(files.certifiedBy(files.clientCa));
      assertThat(early.code("", TOKENS.mint())).isEqualTo("ok");
    }
  }

  @Test
  void keepsTheLastGoodFilesWhileTheNewOnesAreBroken() throws Exception {
    try (ServerUnderTest server = start("")) {
      for (String broken : new String[] {"not PEM", files.ca.getPrivateKeyPEM()}) {
        files.put("server.key", broken);
        await(() -> server.scrape().contains("portcullis_tls_reload_success 0.0"));
        assertThat(served()).isEqualTo(first.getCertificate());
        first = files.renew();
        await(() -> server.scrape().contains("portcullis_tls_reload_success 1.0"));
        awaitServed(first.getCertificate());
      }
      Files.delete(files.file("server.crt"));
      await(() -> server.scrape().contains("portcullis_tls_reload_success 0.0"));
      assertThat(served()).isEqualTo(first.getCertificate());
    }
  }

  @Test
  void saysInOneSentenceWhatIsWrongAtTheStart() throws Exception {
    Path key = files.file("server.key");
    Path certificate = files.file("server.crt");
    files.put("server.key", files.ca.getPrivateKeyPEM());
    assertStartFails(
        "key_file: the key in " + key + " does not belong to the certificate in " + certificate);
    files.put("server.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertStartFails(
        "key_file: the file "
            + key
            + " holds no unencrypted RSA or EC private key in PEM (PKCS #8, BEGIN PRIVATE KEY)");
    Files.delete(key);
    assertStartFails("key_file: the file " + key + " does not exist");
    files.put("server.crt", "nothing");
    files.put("server.key", first.getPrivateKeyPEM());
    assertStartFails("certificate_file: the file " + certificate + " holds no certificates in PEM");
    files.put("server.crt", "");
    assertStartFails("certificate_file: the file " + certificate + " holds no certificate");
  }

  private void assertStartFails(String sentence) {
    assertThatThrownBy(() -> start(""))
        .isInstanceOf(StartupException.class)
        .hasMessage("listener.tls." + sentence);
  }

  private void assertAnswered(SslContext client) {
    try (GrpcAsker envoy = GrpcAsker.tls(port, client)) {
      assertThat(envoy.health("")).isNotEqualTo(ServingStatus.UNRECOGNIZED);
    }
  }

  private void assertRefused(SslContext client) {
    try (GrpcAsker envoy = GrpcAsker.tls(port, client)) {
      assertRefused(envoy);
    }
  }

  private static void assertRefused(GrpcAsker envoy) {
    assertThatThrownBy(() -> envoy.health(""))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  private void awaitServed(X509Certificate certificate) throws Exception {
    await(() -> served().equals(certificate));
  }

  private X509Certificate served() throws Exception {
    // In TLS 1.3 the handshake is over for the client before the server misses its certificate.
    return files.shakeHands(port, "TLSv1.3").server();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    for (int i = 0; i < 300 && !condition.call(); i++) {
      Thread.sleep(100);
    }
    assertThat(condition.call()).isTrue();
  }

  private static String endOf(String use, X509Certificate certificate) {
    return "portcullis_tls_certificate_not_after_timestamp_seconds{use=\""
        + use
        + "\"} "
        + certificate.getNotAfter().toInstant().toEpochMilli() / 1e3;
  }

  private ServerUnderTest start(String more) throws Exception {
    return ServerUnderTest.start(
        directory,
        "127.0.0.1:" + port,
        "certificate_file: %s, key_file: %s%s"
            .formatted(
                files.file("server.crt"),
                files.file("server.key"),
                more.isEmpty() ? "" : ", " + more),
        "revocation: {mode: none}",
        "0s");
  }
}
