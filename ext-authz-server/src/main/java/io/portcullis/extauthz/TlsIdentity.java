package io.portcullis.extauthz;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.CertificateUtils;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.portcullis.extauthz.config.GrpcTlsConfig;
import io.portcullis.kit.lifecycle.StartupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * What the files say, proved to belong together.
 *
 * @param chain our certificate first
 * @param clientCas empty where clients need no certificate
 */
record TlsIdentity(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientCas) {
  private static final byte[] PROBE = {1, 2, 3, 4, 5, 6, 7, 8};

  /**
   * Parses the files.
   *
   * @throws StartupException saying what is wrong with which
   */
  static TlsIdentity parse(TlsFiles files, GrpcTlsConfig config) throws StartupException {
    List<X509Certificate> chain =
        certificates(files.certificate(), "certificate_file: the file " + config.certificateFile());
    PrivateKey key = key(files.key(), "key_file: the file " + config.keyFile());
    if (!belong(key, chain.getFirst().getPublicKey())) {
      throw new StartupException(
          "listener.tls.key_file: the key in "
              + config.keyFile()
              + " does not belong to the certificate in "
              + config.certificateFile());
    }
    return new TlsIdentity(
        chain,
        key,
        config.needsClientCertificate()
            ? certificates(files.clientCa(), "client_ca_file: the file " + config.clientCaFile())
            : List.of());
  }

  /** What each connection is opened with from now on. */
  SslContext context(SslProvider provider, List<String> protocols) throws StartupException {
    SslContextBuilder builder = SslContextBuilder.forServer(key, chain).protocols(protocols);
    if (!clientCas.isEmpty()) {
      builder.trustManager(clientCas).clientAuth(ClientAuth.REQUIRE);
    }
    try {
      return GrpcSslContexts.configure(builder, provider).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new StartupException("listener.tls: cannot be used: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> certificates(byte[] pem, String what)
      throws StartupException {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new StartupException("listener.tls." + what + " holds no certificate");
      }
      return found;
    } catch (CertificateException e) {
      throw new StartupException("listener.tls." + what + " holds no certificates in PEM", e);
    }
  }

  private static PrivateKey key(byte[] pem, String what) throws StartupException {
    try {
      return CertificateUtils.getPrivateKey(new ByteArrayInputStream(pem));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new StartupException(
          "listener.tls."
              + what
              + " holds no unencrypted RSA or EC private key in PEM (PKCS #8, BEGIN PRIVATE KEY)",
          e);
    }
  }

  private static boolean belong(PrivateKey key, PublicKey certified) {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
