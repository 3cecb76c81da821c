package io.portcullis.kit.tls;

import io.portcullis.kit.lifecycle.StartupException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A server's certificate and key, proved to belong together.
 *
 * @param chain our certificate first
 */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = {1, 2, 3, 4, 5, 6, 7, 8};

  /**
   * Parses what two files hold.
   *
   * @throws StartupException saying what is wrong with which
   */
  public static ServerIdentity parse(
      PemFile certificateFile, byte[] certificate, PemFile keyFile, byte[] key)
      throws StartupException {
    List<X509Certificate> chain = certificateFile.certificates(certificate);
    PrivateKey privateKey = keyFile.privateKey(key);
    if (!belong(privateKey, chain.getFirst().getPublicKey())) {
      throw new StartupException(
          keyFile.key()
              + ": the key in "
              + keyFile.path()
              + " does not belong to the certificate in "
              + certificateFile.path());
    }
    return new ServerIdentity(chain, privateKey);
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

  @Override
  public String toString() {
    return "ServerIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
