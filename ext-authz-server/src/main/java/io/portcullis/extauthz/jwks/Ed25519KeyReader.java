package io.portcullis.extauthz.jwks;

import static io.portcullis.extauthz.jwks.JwkRefusal.unless;
import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * Ed25519 keys: RFC 8037 2. No provider we use refuses a point of small order, under which some
 * signatures hold for any message, so the point is looked at here.
 *
 * <p>Both questions, on the curve and of large order, need only y: on {@code -x² + y² = 1 + dx²y²}
 * the square of x follows from y, and so does the y of the doubled point. A point is of small order
 * when three doublings lead to the neutral element, the only point with y = 1.
 */
final class Ed25519KeyReader {
  private static final int KEY_BYTES = 32;
  private static final BigInteger P = TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P)).mod(P);
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  PublicKey read(JwkMembers jwk) throws JwkRefusal, GeneralSecurityException {
    unless(jwk.text("crv").equals("Ed25519"), KeyFault.KEY_TYPE_UNSUPPORTED);
    byte[] key = jwk.bytes("x");
    unless(key.length == KEY_BYTES, KeyFault.MEMBER_MALFORMED);
    BigInteger y = ordinate(key);
    unless(y.compareTo(P) < 0 && isSquare(xSquared(y)), KeyFault.POINT_OFF_CURVE);
    unless(!doubled(doubled(doubled(y))).equals(ONE), KeyFault.POINT_SMALL_ORDER);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509(key)));
  }

  /** RFC 8032 5.1.2: little endian; the top bit is the sign of x. */
  private static BigInteger ordinate(byte[] key) {
    byte[] bigEndian = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      bigEndian[i] = key[KEY_BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    return new BigInteger(1, bigEndian);
  }

  private static BigInteger xSquared(BigInteger y) {
    BigInteger ySquared = y.multiply(y).mod(P);
    return quotient(ySquared.subtract(ONE), D.multiply(ySquared).add(ONE));
  }

  private static boolean isSquare(BigInteger value) {
    return value.equals(ZERO) || value.modPow(P.shiftRight(1), P).equals(ONE);
  }

  private static BigInteger doubled(BigInteger y) {
    BigInteger xSquared = xSquared(y);
    BigInteger ySquared = y.multiply(y).mod(P);
    return quotient(ySquared.add(xSquared), ONE.subtract(D.multiply(xSquared).multiply(ySquared)));
  }

  /** The divisors above are never 0, for neither d nor −d is a square times −1. */
  private static BigInteger quotient(BigInteger dividend, BigInteger divisor) {
    return dividend.multiply(divisor.mod(P).modInverse(P)).mod(P);
  }

  private static byte[] x509(byte[] key) {
    byte[] encoded = new byte[X509_PREFIX.length + KEY_BYTES];
    System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
    System.arraycopy(key, 0, encoded, X509_PREFIX.length, KEY_BYTES);
    return encoded;
  }
}
