package io.portcullis.extauthz;

import io.portcullis.extauthz.config.GrpcTlsConfig;
import io.portcullis.kit.lifecycle.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes of certificate, key and client CA as they are in their files now.
 *
 * @param clientCa empty where clients need no certificate
 */
// Arrays, because a key should not become a String that lingers.
@SuppressWarnings("ArrayRecordComponent")
record TlsFiles(byte[] certificate, byte[] key, byte[] clientCa) {
  /** Files that are not there. */
  static final TlsFiles NONE = new TlsFiles(new byte[0], new byte[0], new byte[0]);

  private static final long MAX_BYTES = 1024 * 1024;

  /** Reads them all. */
  static TlsFiles read(GrpcTlsConfig config) throws StartupException {
    return new TlsFiles(
        read("certificate_file", config.certificateFile()),
        read("key_file", config.keyFile()),
        config.needsClientCertificate()
            ? read("client_ca_file", config.clientCaFile())
            : new byte[0]);
  }

  boolean sameAs(TlsFiles other) {
    return Arrays.equals(certificate, other.certificate)
        && Arrays.equals(key, other.key)
        && Arrays.equals(clientCa, other.clientCa);
  }

  private static byte[] read(String key, Path file) throws StartupException {
    String where = "listener.tls." + key + ": the file " + file;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new StartupException(where + " is larger than 1 MiB");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new StartupException(where + " does not exist", e);
    } catch (IOException e) {
      throw new StartupException(where + " cannot be read", e);
    }
  }
}
