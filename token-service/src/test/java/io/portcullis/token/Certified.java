package io.portcullis.token;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Authorities, a server's certificate, and clients that are known by theirs. */
final class Certified {
  static final String BILLING = "CN=billing,OU=Ledger,O=Example";

  final X509Bundle ca = authority("CN=clients' authority");
  final X509Bundle unknownCa = authority("CN=clients' authority");
  final X509Bundle own = selfSigned(client("CN=own"));
  final X509Bundle pinned = selfSigned(client("CN=pinned"));
  private final X509Bundle serverCa = authority("CN=servers' authority");
  private final Path folder = Files.createTempDirectory("certified");

  Certified() throws Exception {
    renewServer();
    Files.writeString(caFile(), ca.getCertificatePEM());
  }

  /** The lines of a seed file that register clients by certificate. */
  String clients() {
    return """
      - client_id: by-dn
        token_endpoint_auth_method: tls_client_auth
        tls_client_auth_subject_dn: "cn=Billing, ou=Ledger, o=Example"
        grant_types: [client_credentials, authorization_code]
        redirect_uris: ["https://by-dn.example/callback"]
        scopes: [openid, read]
        tls_client_certificate_bound_access_tokens: true
        first_party: true
      - {client_id: by-dns, token_endpoint_auth_method: tls_client_auth, tls_client_auth_san_dns: billing.example, grant_types: [client_credentials], scopes: [read]}
      - {client_id: by-uri, token_endpoint_auth_method: tls_client_auth, tls_client_auth_san_uri: "spiffe://example.org/billing", grant_types: [client_credentials], scopes: [read]}
      - {client_id: by-ip, token_endpoint_auth_method: tls_client_auth, tls_client_auth_san_ip: "2001:db8:0:0::1", grant_types: [client_credentials], scopes: [read]}
      - {client_id: by-email, token_endpoint_auth_method: tls_client_auth, tls_client_auth_san_email: billing@example.com, grant_types: [client_credentials], scopes: [read]}
      - {client_id: by-key, token_endpoint_auth_method: self_signed_tls_client_auth, jwks: '%s', grant_types: [client_credentials], scopes: [read]}
      - {client_id: by-pin, token_endpoint_auth_method: self_signed_tls_client_auth, jwks: '%s', grant_types: [client_credentials], scopes: [read]}
      - {client_id: bound, client_secret: "%s", grant_types: [client_credentials, refresh_token], scopes: [read], tls_client_certificate_bound_access_tokens: true}
    """
        .formatted(
            new JWKSet(jwk(own.getKeyPair()).build()),
            new JWKSet(
                jwk(pinned.getKeyPair())
                    .x509CertChain(List.of(Base64.encode(encoded(pinned))))
                    .build()),
            TokenServiceFixture.DEMO_SECRET);
  }

  /** A client's certificate, to be signed. */
  static CertificateBuilder client(String subject) {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .notBefore(Instant.now().minus(Duration.ofHours(1)))
        .addExtendedKeyUsageClientAuth();
  }

  /** Signed by its own key; the builder makes that of authorities only, as many tools do. */
  static X509Bundle selfSigned(CertificateBuilder certificate) throws Exception {
    return certificate.setIsCertificateAuthority(true).buildSelfSigned();
  }

  /** Writes a new certificate and key of the server. */
  X509Bundle renewServer() throws Exception {
    X509Bundle server =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=token service")
            .addSanIpAddress(InetAddress.getLoopbackAddress())
            .addExtendedKeyUsageServerAuth()
            .buildIssuedBy(serverCa);
    Files.writeString(keyFile(), server.getPrivateKeyPEM());
    Files.writeString(certificateFile(), server.getCertificatePathPEM());
    return server;
  }

  Path certificateFile() {
    return folder.resolve("server.crt");
  }

  Path keyFile() {
    return folder.resolve("server.key");
  }

  Path caFile() {
    return folder.resolve("clients-ca.crt");
  }

  /** A caller that shows this certificate, by connections of its own. */
  HttpCaller caller(int port, Optional<X509Bundle> own) {
    return new HttpCaller(
        "https://127.0.0.1:" + port, HttpClient.newBuilder().sslContext(context(own)).build());
  }

  SSLContext context(Optional<X509Bundle> own) {
    try {
      KeyManager[] keys =
          own.isEmpty() ? new KeyManager[0] : own.get().toKeyManagerFactory().getKeyManagers();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {serverCa.toTrustManager()}, null);
      return context;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey.Builder jwk(KeyPair pair) {
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic());
  }

  private static byte[] encoded(X509Bundle bundle) {
    try {
      return bundle.getCertificate().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Bundle authority(String subject) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }
}
