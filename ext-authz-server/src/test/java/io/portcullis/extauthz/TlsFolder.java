package io.portcullis.extauthz;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A server's certificate, key and client CA in files, and clients by the JDK's own TLS. */
final class TlsFolder {
  // No two end at the same time, so that the metric tells them apart.
  private int issued;
  final X509Bundle ca = authority();
  final X509Bundle clientCa = authority();
  final X509Bundle first = serverBuilder().buildIssuedBy(ca);
  private Path folder = Path.of("");

  TlsFolder() throws Exception {}

  /** Writes the first certificate and key, and the client CA. */
  void writeTo(Path directory) throws IOException {
    folder = directory;
    put(first);
    put("client-ca.crt", clientCa.getCertificatePEM());
  }

  /** Writes a new certificate and key of ours. */
  X509Bundle renew() throws Exception {
    X509Bundle server = serverBuilder().buildIssuedBy(ca);
    put(server);
    return server;
  }

  /** Writes a new certificate for the same key. */
  X509Bundle renew(KeyPair key) throws Exception {
    X509Bundle server = serverBuilder().keyPair(key).buildIssuedBy(ca);
    put("server.crt", server.getCertificatePathPEM());
    return server;
  }

  private void put(X509Bundle server) throws IOException {
    put("server.key", server.getPrivateKeyPEM());
    put("server.crt", server.getCertificatePathPEM());
  }

  /** As Kubernetes and careful people do: whole or not at all. */
  void put(String name, String content) throws IOException {
    Path written = Files.writeString(folder.resolve(name + ".new"), content);
    Files.move(written, file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** A client that shows no certificate. */
  SslContext anonymous() throws Exception {
    return client().build();
  }

  /** A client with a certificate by this authority. */
  SslContext certifiedBy(X509Bundle authority) throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=envoy")
            .addExtendedKeyUsageClientAuth()
            .buildIssuedBy(authority);
    return client().keyManager(own.getKeyPair().getPrivate(), own.getCertificatePath()).build();
  }

  /** What one handshake finds. */
  record Handshake(String protocol, String application, X509Certificate server) {}

  Handshake shakeHands(int port, String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {ca.toTrustManager()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(protocols);
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      return new Handshake(
          socket.getSession().getProtocol(),
          Objects.requireNonNull(socket.getApplicationProtocol()),
          (X509Certificate) socket.getSession().getPeerCertificates()[0]);
    }
  }

  private SslContextBuilder client() {
    return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
        .trustManager(List.of(ca.getCertificate()));
  }

  private X509Bundle authority() throws Exception {
    return builder().subject("CN=test authority").setIsCertificateAuthority(true).buildSelfSigned();
  }

  private CertificateBuilder serverBuilder() {
    return builder()
        .subject("CN=authz")
        .addSanIpAddress(InetAddress.getLoopbackAddress())
        .addExtendedKeyUsageServerAuth();
  }

  private CertificateBuilder builder() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new CertificateBuilder()
        .ecp256()
        .notBefore(now.minus(1, ChronoUnit.HOURS))
        .notAfter(now.plus(10, ChronoUnit.DAYS).plus(++issued, ChronoUnit.HOURS));
  }
}
