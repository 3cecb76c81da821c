package io.portcullis.token.http;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.portcullis.kit.tls.ServerIdentity;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * TLS of a listener, by the JDK's own. What it shows may be renewed while it runs: new connections
 * see the new certificate, and those that are open stay.
 */
public final class ListenerTls {
  private final RenewableKey key = new RenewableKey();
  private final List<String> protocols;
  private final boolean asksForCertificates;

  /**
   * @param protocols newest first, by the names that Java uses
   * @param asksForCertificates whether clients may show theirs; none must
   */
  public ListenerTls(List<String> protocols, boolean asksForCertificates) {
    this.protocols = List.copyOf(protocols);
    this.asksForCertificates = asksForCertificates;
  }

  /** This one is shown from now on. */
  public void show(ServerIdentity identity) {
    key.renew(identity);
  }

  Tls toHelidon(SecureRandom random) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {key},
          asksForCertificates ? new TrustManager[] {new AnyCertificate()} : new TrustManager[0],
          random);
      return Tls.builder()
          .sslContext(context)
          .enabledProtocols(protocols)
          .clientAuth(asksForCertificates ? TlsClientAuth.OPTIONAL : TlsClientAuth.NONE)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform speaks TLS", e);
    }
  }
}
