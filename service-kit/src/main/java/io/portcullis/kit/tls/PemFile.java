package io.portcullis.kit.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.portcullis.kit.lifecycle.StartupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of certificates or with a key, and the configuration key that names it.
 *
 * @param key whole, like {@code listener.tls.key_file}
 */
public record PemFile(String key, Path path) {
  private static final long MAX_BYTES = 1024 * 1024;
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /** What it holds now. */
  byte[] read() throws StartupException {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new StartupException(where() + " is larger than 1 MiB");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new StartupException(where() + " does not exist", e);
    } catch (IOException e) {
      throw new StartupException(where() + " cannot be read", e);
    }
  }

  /** At least one certificate, in the order of the file. */
  public List<X509Certificate> certificates(byte[] pem) throws StartupException {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new StartupException(where() + " holds no certificate");
      }
      return found;
    } catch (CertificateException e) {
      throw new StartupException(where() + " holds no certificates in PEM", e);
    }
  }

  /** The one private key. */
  PrivateKey privateKey(byte[] pem) throws StartupException {
    Matcher matcher = PRIVATE_KEY.matcher(new String(pem, US_ASCII));
    if (matcher.find()) {
      for (String algorithm : List.of("EC", "RSA")) {
        try {
          byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          // It is none of this algorithm.
        }
      }
    }
    throw new StartupException(
        where()
            + " holds no unencrypted RSA or EC private key in PEM (PKCS #8, BEGIN PRIVATE KEY)");
  }

  private String where() {
    return key + ": the file " + path;
  }
}
