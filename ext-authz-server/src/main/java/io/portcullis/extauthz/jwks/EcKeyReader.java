package io.portcullis.extauthz.jwks;

import static io.portcullis.extauthz.jwks.JwkRefusal.unless;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;

/** P-256 keys: RFC 7518 6.2. */
final class EcKeyReader {
  private static final int COORDINATE_BYTES = 32;

  private final ECParameterSpec p256;

  EcKeyReader() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      p256 = parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks P-256", e);
    }
  }

  PublicKey read(JwkMembers jwk) throws JwkRefusal, GeneralSecurityException {
    unless(jwk.text("crv").equals("P-256"), KeyFault.KEY_TYPE_UNSUPPORTED);
    ECPoint point = new ECPoint(coordinate(jwk, "x"), coordinate(jwk, "y"));
    unless(onCurve(point), KeyFault.POINT_OFF_CURVE);
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, p256));
  }

  private static BigInteger coordinate(JwkMembers jwk, String name) throws JwkRefusal {
    byte[] bytes = jwk.bytes(name);
    unless(bytes.length == COORDINATE_BYTES, KeyFault.MEMBER_MALFORMED);
    return new BigInteger(1, bytes);
  }

  /** Providers differ in whether they look: an invalid point lets an attacker choose the group. */
  private boolean onCurve(ECPoint point) {
    BigInteger p = ((ECFieldFp) p256.getCurve().getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right =
        x.pow(3).add(p256.getCurve().getA().multiply(x)).add(p256.getCurve().getB()).mod(p);
    return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.pow(2).mod(p).equals(right);
  }
}
