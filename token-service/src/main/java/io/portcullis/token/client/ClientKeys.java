package io.portcullis.token.client;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The public keys by which a client signs its assertions or that its certificates are for: an
 * inline JWK set (RFC 7517) of P-256, Ed25519 and RSA keys.
 */
public final class ClientKeys {
  /** By which assertions may be signed. */
  public static final List<JWSAlgorithm> ALGORITHMS =
      List.of(
          JWSAlgorithm.ES256,
          JWSAlgorithm.Ed25519,
          JWSAlgorithm.EdDSA,
          JWSAlgorithm.PS256,
          JWSAlgorithm.RS256);

  private static final int MAX_KEYS = 16;
  private static final int MIN_RSA_BITS = 2048;
  private static final int ED25519_BYTES = 32;
  private static final int ED25519_SIGNATURE_BYTES = 64;

  /** What RFC 8410 puts before the 32 bytes of a key. */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final JWKSet keys;

  private ClientKeys(JWKSet keys) {
    this.keys = keys;
  }

  /**
   * Reads a JWK set.
   *
   * @throws IllegalArgumentException saying in one sentence what is wrong with it, never a key
   */
  public static ClientKeys parse(String json) {
    JWKSet keys = parsed(json);
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException("a client's jwks holds 1 to " + MAX_KEYS + " keys");
    }
    keys.getKeys().forEach(ClientKeys::check);
    return new ClientKeys(keys);
  }

  /** As it is stored. */
  String json() {
    return keys.toString(true);
  }

  /** Whether one of these keys signed it, by an algorithm of that key. */
  boolean verify(SignedJWT jwt) {
    JWSHeader header = jwt.getHeader();
    // RFC 8725 3.10: a key that the assertion brings or points to proves nothing.
    if (header.getCriticalParams() != null
        || header.getJWK() != null
        || header.getJWKURL() != null
        || header.getX509CertURL() != null) {
      return false;
    }
    String kid = header.getKeyID();
    return keys.getKeys().stream()
        .filter(key -> kid == null || kid.equals(key.getKeyID()))
        .filter(key -> algorithms(key).contains(header.getAlgorithm()))
        .anyMatch(key -> signed(key, jwt));
  }

  /**
   * Whether the certificate is for one of these keys: the registered one itself where the key names
   * one ({@code x5c}), else any (RFC 8705 section 2.2.2).
   */
  boolean certifiedBy(X509Certificate certificate) {
    return keys.getKeys().stream().anyMatch(key -> isFor(certificate, key));
  }

  private static boolean isFor(X509Certificate certificate, JWK key) {
    try {
      return key.getX509CertChain() == null
          ? Arrays.equals(encoded(key), certificate.getPublicKey().getEncoded())
          : Arrays.equals(key.getX509CertChain().getFirst().decode(), certificate.getEncoded());
    } catch (JOSEException | CertificateEncodingException e) {
      return false;
    }
  }

  private static byte[] encoded(JWK key) throws JOSEException {
    return switch (key) {
      case ECKey ec -> ec.toECPublicKey().getEncoded();
      case RSAKey rsa -> rsa.toRSAPublicKey().getEncoded();
      case OctetKeyPair okp -> encoded(okp);
      default -> throw new JOSEException("checked when it was registered");
    };
  }

  private static JWKSet parsed(String json) {
    try {
      return JWKSet.parse(json);
    } catch (ParseException e) {
      throw new IllegalArgumentException("a client's jwks is no JWK set (RFC 7517)", e);
    }
  }

  private static void check(JWK key) {
    if (key.isPrivate() || KeyUse.ENCRYPTION.equals(key.getKeyUse())) {
      throw new IllegalArgumentException("a client's jwks holds public keys for signatures only");
    }
    if (algorithms(key).isEmpty()) {
      throw new IllegalArgumentException(
          "a key of a client's jwks is for ES256, Ed25519 (or EdDSA), RS256 or PS256, and an RSA key"
              + " has at least "
              + MIN_RSA_BITS
              + " bits");
    }
  }

  // RFC 8725 3.1: the algorithm comes from the key, never from the assertion alone.
  private static Set<JWSAlgorithm> algorithms(JWK key) {
    Set<JWSAlgorithm> possible =
        switch (key) {
          case ECKey ec when ec.getCurve().equals(Curve.P_256) -> Set.of(JWSAlgorithm.ES256);
          // RFC 9864: Ed25519 is the new name for what EdDSA used to mean.
          case OctetKeyPair okp when isEd25519(okp) ->
              Set.of(JWSAlgorithm.Ed25519, JWSAlgorithm.EdDSA);
          case RSAKey rsa when rsa.size() >= MIN_RSA_BITS ->
              Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);
          default -> Set.of();
        };
    return key.getAlgorithm() == null ? possible : narrowed(possible, key);
  }

  /** What the key names, under either name of EdDSA. */
  private static Set<JWSAlgorithm> narrowed(Set<JWSAlgorithm> possible, JWK key) {
    Algorithm named = key.getAlgorithm();
    if (possible.stream().noneMatch(one -> one.equals(named))) {
      return Set.of();
    }
    return key instanceof RSAKey ? Set.of(JWSAlgorithm.parse(named.getName())) : possible;
  }

  private static boolean isEd25519(OctetKeyPair okp) {
    return okp.getCurve().equals(Curve.Ed25519) && okp.getDecodedX().length == ED25519_BYTES;
  }

  private static boolean signed(JWK key, SignedJWT jwt) {
    try {
      return switch (key) {
        case ECKey ec -> jwt.verify(new ECDSAVerifier(ec));
        case RSAKey rsa -> jwt.verify(new RSASSAVerifier(rsa));
        case OctetKeyPair okp -> ed25519(okp, jwt.getSigningInput(), jwt.getSignature().decode());
        default -> false;
      };
    } catch (JOSEException | GeneralSecurityException e) {
      return false;
    }
  }

  // By the platform: Nimbus's own needs Tink for it.
  private static boolean ed25519(OctetKeyPair okp, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    if (signature.length != ED25519_SIGNATURE_BYTES) {
      return false;
    }
    PublicKey key =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded(okp)));
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(key);
    verifier.update(input);
    return verifier.verify(signature);
  }

  private static byte[] encoded(OctetKeyPair okp) {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    encoded.writeBytes(ED25519_PREFIX);
    encoded.writeBytes(okp.getDecodedX());
    return encoded.toByteArray();
  }

  @Override
  public String toString() {
    return "ClientKeys[" + keys.size() + "]";
  }
}
