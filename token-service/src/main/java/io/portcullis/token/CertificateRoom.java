package io.portcullis.token;

import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.tls.PemFile;
import io.portcullis.kit.tls.PemFollower;
import io.portcullis.kit.tls.ServerIdentity;
import io.portcullis.token.client.CertificateAuthorities;
import io.portcullis.token.config.ClientCertificateConfig;
import io.portcullis.token.config.ListenerConfig;
import io.portcullis.token.config.TlsConfig;
import io.portcullis.token.http.ListenerTls;
import io.portcullis.token.http.Transport;
import io.portcullis.token.telemetry.CertificateWatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our certificate, and who may sign those of clients, by the files as they are now.
 *
 * @param authorities none trusted unless {@code listener.client_certificate.ca_file} names them
 */
record CertificateRoom(Transport transport, CertificateAuthorities authorities) {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateRoom.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  /** Reads the files; whoever cannot start without them learns why. */
  static CertificateRoom open(ListenerConfig config, Ambient ambient, Lifecycle lifecycle)
      throws StartupException {
    if (config.tls().terminatedBy() == TlsConfig.End.NOBODY) {
      LOG.warn(
          "listener.tls.terminated_by is nobody: passwords and tokens travel in the clear; never in"
              + " production");
    }
    if (!config.tls().isOn() && !config.clientCertificate().hasCa()) {
      return new CertificateRoom(
          transport(config.clientCertificate(), Optional.empty()), new CertificateAuthorities());
    }
    CertificateWatch watch = new CertificateWatch(ambient.metrics());
    return new CertificateRoom(
        transport(
            config.clientCertificate(),
            config.tls().isOn() ? Optional.of(tls(config, watch, lifecycle)) : Optional.empty()),
        authorities(config.clientCertificate(), watch, lifecycle));
  }

  private static Transport transport(ClientCertificateConfig clients, Optional<ListenerTls> tls) {
    return switch (clients.from()) {
      case NONE -> Transport.of(tls);
      case TLS -> Transport.withCertificates(tls.orElseThrow());
      case XFCC -> Transport.behind(clients.proxies(), tls);
    };
  }

  private static ListenerTls tls(ListenerConfig config, CertificateWatch watch, Lifecycle lifecycle)
      throws StartupException {
    TlsConfig files = config.tls();
    ListenerTls tls =
        new ListenerTls(
            files.minVersion().protocols(),
            config.clientCertificate().from() == ClientCertificateConfig.Source.TLS);
    PemFile certificate = new PemFile("listener.tls.certificate_file", files.certificateFile());
    PemFile key = new PemFile("listener.tls.key_file", files.keyFile());
    follow(
        "listener.tls",
        List.of(certificate, key),
        contents -> {
          ServerIdentity identity =
              ServerIdentity.parse(certificate, contents.get(0), key, contents.get(1));
          tls.show(identity);
          watch.inForce(CertificateWatch.Use.SERVER, identity.chain());
        },
        () -> watch.refused(CertificateWatch.Use.SERVER),
        lifecycle);
    return tls;
  }

  private static CertificateAuthorities authorities(
      ClientCertificateConfig config, CertificateWatch watch, Lifecycle lifecycle)
      throws StartupException {
    CertificateAuthorities authorities = new CertificateAuthorities();
    if (config.hasCa()) {
      PemFile file = new PemFile("listener.client_certificate.ca_file", config.caFile());
      follow(
          "listener.client_certificate",
          List.of(file),
          contents -> {
            var trusted = file.certificates(contents.getFirst());
            authorities.trust(trusted);
            watch.inForce(CertificateWatch.Use.CLIENT_CA, trusted);
          },
          () -> watch.refused(CertificateWatch.Use.CLIENT_CA),
          lifecycle);
    }
    return authorities;
  }

  /** Puts contents in force, all or none. */
  private interface Taking {
    void take(List<byte[]> contents) throws StartupException;
  }

  private static void follow(
      String section, List<PemFile> files, Taking taking, Runnable refused, Lifecycle lifecycle)
      throws StartupException {
    PemFollower follower =
        PemFollower.open(
            section,
            files,
            new PemFollower.Use() {
              @Override
              public void take(List<byte[]> contents) throws StartupException {
                taking.take(contents);
              }

              @Override
              public void refused() {
                refused.run();
              }
            });
    lifecycle.onClose("the files of " + section, STOP_LIMIT, follower::close);
  }
}
