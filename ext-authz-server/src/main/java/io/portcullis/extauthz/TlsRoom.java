package io.portcullis.extauthz;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.portcullis.extauthz.config.GrpcTlsConfig;
import io.portcullis.extauthz.telemetry.CertificateWatch;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.tls.PemFile;
import io.portcullis.kit.tls.PemFollower;
import io.portcullis.kit.tls.ServerIdentity;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of the gRPC port, by certificate, key and client CA as they are in their files now. */
final class TlsRoom implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsRoom.class);
  private static final String SECTION = "listener.tls";

  private final TlsContext context;
  private final PemFollower follower;

  private TlsRoom(TlsContext context, PemFollower follower) {
    this.context = context;
    this.follower = follower;
  }

  /** Reads the files; whoever cannot start without them learns why. */
  static TlsRoom open(GrpcTlsConfig config, CertificateWatch watch) throws StartupException {
    return open(config, watch, provider());
  }

  static TlsRoom open(GrpcTlsConfig config, CertificateWatch watch, SslProvider provider)
      throws StartupException {
    Files files = new Files(config);
    TlsContext context = new TlsContext();
    return new TlsRoom(
        context,
        PemFollower.open(
            SECTION,
            files.all(),
            new PemFollower.Use() {
              @Override
              public void take(List<byte[]> contents) throws StartupException {
                TlsIdentity identity = files.parse(contents);
                context.replaceBy(identity.context(provider, config.minVersion().protocols()));
                watch.inForce(identity.server().chain(), identity.clientCas());
              }

              @Override
              public void refused() {
                watch.refused();
              }
            }));
  }

  SslContext context() {
    return context;
  }

  @Override
  public void close() {
    follower.close();
  }

  /** Without its native library TLS is slower to shake hands, and the same otherwise. */
  private static SslProvider provider() {
    if (OpenSsl.isAvailable()) {
      return SslProvider.OPENSSL;
    }
    LOG.warn(
        "listener.tls: BoringSSL cannot be loaded, the JDK's TLS stands in: {}",
        String.valueOf(OpenSsl.unavailabilityCause()));
    return SslProvider.JDK;
  }

  /** Which files there are; the last only where clients need a certificate. */
  private record Files(PemFile certificate, PemFile key, PemFile clientCa, boolean withClientCa) {
    Files(GrpcTlsConfig config) {
      this(
          new PemFile(SECTION + ".certificate_file", config.certificateFile()),
          new PemFile(SECTION + ".key_file", config.keyFile()),
          new PemFile(SECTION + ".client_ca_file", config.clientCaFile()),
          config.needsClientCertificate());
    }

    List<PemFile> all() {
      List<PemFile> all = new ArrayList<>(List.of(certificate, key));
      if (withClientCa) {
        all.add(clientCa);
      }
      return all;
    }

    TlsIdentity parse(List<byte[]> contents) throws StartupException {
      ServerIdentity server =
          ServerIdentity.parse(certificate, contents.get(0), key, contents.get(1));
      List<X509Certificate> clientCas =
          withClientCa ? clientCa.certificates(contents.get(2)) : List.of();
      return new TlsIdentity(server, clientCas);
    }
  }
}
