package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import java.nio.file.Path;

/**
 * TLS on the gRPC port; none unless there is a certificate.
 *
 * @param certificateFile ours and its intermediates, PEM; empty for no TLS
 * @param keyFile its private key, PKCS #8, PEM
 * @param clientCaFile who may sign the clients' certificates, PEM; empty where they need none
 * @param minVersion of the protocol
 */
public record GrpcTlsConfig(
    Path certificateFile, Path keyFile, Path clientCaFile, GrpcTlsVersion minVersion) {
  private static final Path NONE = Path.of("");

  /** Certificate and key come together. */
  public GrpcTlsConfig {
    certificateFile = ConfigCheck.or(certificateFile, NONE);
    keyFile = ConfigCheck.or(keyFile, NONE);
    clientCaFile = ConfigCheck.or(clientCaFile, NONE);
    minVersion = ConfigCheck.or(minVersion, GrpcTlsVersion.V1_2);
    boolean on = !certificateFile.equals(NONE);
    ConfigCheck.that(on || keyFile.equals(NONE), "certificate_file", "is required beside key_file");
    ConfigCheck.that(
        on || clientCaFile.equals(NONE), "certificate_file", "is required beside client_ca_file");
    ConfigCheck.that(
        !on || !keyFile.equals(NONE), "key_file", "is required beside certificate_file");
  }

  /** Whether TLS is spoken. */
  public boolean isOn() {
    return !certificateFile.equals(NONE);
  }

  /** Whether clients must show a certificate. */
  public boolean needsClientCertificate() {
    return !clientCaFile.equals(NONE);
  }
}
