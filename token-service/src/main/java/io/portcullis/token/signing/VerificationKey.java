package io.portcullis.token.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** The public half of a signing key, wherever the private one is. */
public final class VerificationKey {
  /**
   * NIST holds it good until 2030, and a key of ours signs for a day. With 3072 bits, verifying
   * takes twice and signing three times as long, and each token grows by 171 characters.
   */
  static final int RSA_BITS = 2048;

  /** In the raw form that JWS uses, of ES256 as of Ed25519. */
  private static final int CURVE_SIGNATURE_BYTES = 64;

  private static final int ED25519_BYTES = 32;

  private final JWK jwk;
  private final SigningAlgorithm algorithm;
  private final PublicKey key;

  private VerificationKey(JWK jwk, SigningAlgorithm algorithm, PublicKey key) {
    this.jwk = jwk;
    this.algorithm = algorithm;
    this.key = key;
  }

  /**
   * The public half of a JWK.
   *
   * @throws IllegalArgumentException saying what is wrong with it, never the key
   */
  static VerificationKey of(JWK jwk) {
    if (jwk.getKeyID() == null) {
      throw new IllegalArgumentException("a key lacks its kid");
    }
    try {
      return switch (jwk.toPublicJWK()) {
        case ECKey ec when ec.getCurve().equals(Curve.P_256) ->
            new VerificationKey(ec, SigningAlgorithm.ES256, ec.toECPublicKey());
        case OctetKeyPair okp
            when okp.getCurve().equals(Curve.Ed25519)
                && okp.getDecodedX().length == ED25519_BYTES ->
            new VerificationKey(okp, SigningAlgorithm.ED25519, ed25519(okp));
        case RSAKey rsa when rsa.size() >= RSA_BITS ->
            new VerificationKey(rsa, SigningAlgorithm.RS256, rsa.toRSAPublicKey());
        default ->
            throw new IllegalArgumentException(
                "key " + jwk.getKeyID() + " is not P-256, Ed25519 or RSA of 2048 bits or more");
      };
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalArgumentException("key " + jwk.getKeyID() + " cannot be used", e);
    }
  }

  public String kid() {
    return jwk.getKeyID();
  }

  public SigningAlgorithm algorithm() {
    return algorithm;
  }

  /** Public members only. */
  public JWK jwk() {
    return jwk;
  }

  /** Whether a signature of exactly the right length was made by this key. Never throws. */
  public boolean verify(byte[] signingInput, byte[] signature) {
    // Some providers take signatures of other lengths: refused before any of them sees one.
    if (signature.length != signatureBytes()) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(algorithm.jca());
      verifier.initVerify(key);
      verifier.update(signingInput);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private int signatureBytes() {
    return jwk instanceof RSAKey rsa ? rsa.size() / Byte.SIZE : CURVE_SIGNATURE_BYTES;
  }

  private static PublicKey ed25519(OctetKeyPair okp) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(NamedParameterSpec.ED25519, point(okp.getDecodedX())));
  }

  // RFC 8032 5.1.2: y in little-endian order, the sign of x in the topmost bit.
  private static EdECPoint point(byte[] encoded) {
    byte[] bigEndian = new byte[ED25519_BYTES];
    for (int i = 0; i < ED25519_BYTES; i++) {
      bigEndian[i] = encoded[ED25519_BYTES - 1 - i];
    }
    boolean xOdd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    return new EdECPoint(xOdd, new BigInteger(1, bigEndian));
  }
}
