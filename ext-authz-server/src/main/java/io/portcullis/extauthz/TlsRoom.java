package io.portcullis.extauthz;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.portcullis.extauthz.config.GrpcTlsConfig;
import io.portcullis.extauthz.telemetry.CertificateWatch;
import io.portcullis.kit.lifecycle.StartupException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the gRPC port: reads certificate, key and client CA, and reads them again when they
 * change. All three are put in force together or not at all; what is refused is said once, and the
 * last good ones stay.
 *
 * <p>Their bytes are compared, once a second. gRPC's own {@code AdvancedTlsX509KeyManager} looks at
 * the times of the files and takes a new certificate only together with a new key; a certificate
 * renewed for the same key would run out.
 */
final class TlsRoom implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsRoom.class);
  private static final long POLL_MILLIS = 1_000;

  private final GrpcTlsConfig config;
  private final CertificateWatch watch;
  private final SslProvider provider;
  private final TlsContext context;
  private final Thread thread = Thread.ofPlatform().daemon().name("tls-files").unstarted(this::run);
  private TlsFiles judged;

  private TlsRoom(
      GrpcTlsConfig config,
      CertificateWatch watch,
      SslProvider provider,
      TlsFiles files,
      TlsContext context) {
    this.config = config;
    this.watch = watch;
    this.provider = provider;
    this.judged = files;
    this.context = context;
  }

  /** Reads the files; whoever cannot start without them learns why. */
  static TlsRoom open(GrpcTlsConfig config, CertificateWatch watch) throws StartupException {
    return open(config, watch, provider());
  }

  static TlsRoom open(GrpcTlsConfig config, CertificateWatch watch, SslProvider provider)
      throws StartupException {
    TlsFiles files = TlsFiles.read(config);
    TlsIdentity identity = TlsIdentity.parse(files, config);
    TlsContext context = new TlsContext(identity.context(provider, protocols(config)));
    watch.inForce(identity.chain(), identity.clientCas());
    TlsRoom room = new TlsRoom(config, watch, provider, files, context);
    room.thread.start();
    return room;
  }

  SslContext context() {
    return context;
  }

  @Override
  public void close() {
    thread.interrupt();
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

  private void run() {
    try {
      while (true) {
        Thread.sleep(POLL_MILLIS);
        safeLook();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A fault of our own must not end the watching, which nobody would begin again. */
  private void safeLook() throws InterruptedException {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("the files of listener.tls could not be looked at; this is a bug", e);
    }
  }

  /** A file that is away for a moment, or half written, gets another second before it is judged. */
  private void look() throws InterruptedException {
    if (!readOrNone().sameAs(judged)) {
      Thread.sleep(POLL_MILLIS);
      judge();
    }
  }

  private TlsFiles readOrNone() {
    try {
      return TlsFiles.read(config);
    } catch (StartupException e) {
      return TlsFiles.NONE;
    }
  }

  private void judge() {
    TlsFiles files = TlsFiles.NONE;
    try {
      files = TlsFiles.read(config);
      TlsIdentity identity = TlsIdentity.parse(files, config);
      context.replaceBy(identity.context(provider, protocols(config)));
      watch.inForce(identity.chain(), identity.clientCas());
      judged = files;
      LOG.info("listener.tls: new files are in force for new connections");
    } catch (StartupException e) {
      refuse(files, e);
    }
  }

  private void refuse(TlsFiles files, StartupException reason) {
    if (!files.sameAs(judged)) {
      judged = files;
      watch.refused();
      LOG.warn("{}; the last good ones stay in force", reason.getMessage());
    }
  }

  private static List<String> protocols(GrpcTlsConfig config) {
    return config.minVersion().protocols();
  }
}
