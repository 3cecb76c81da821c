package io.portcullis.extauthz.jwks;

import static io.portcullis.extauthz.jwks.JwkRefusal.unless;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;

/** RSA keys: RFC 7518 6.3, with the floor of 2048 bits of its 3.3. */
final class RsaKeyReader {
  private static final int MIN_MODULUS_BITS = 2048;
  private static final int MAX_MODULUS_BITS = 8192;
  private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(65_537);
  private static final int MAX_EXPONENT_BITS = 32;
  private static final int MAX_ROCA_PRIME = 167;

  PublicKey read(JwkMembers jwk) throws JwkRefusal, GeneralSecurityException {
    BigInteger modulus = jwk.unsigned("n");
    BigInteger exponent = jwk.unsigned("e");
    unless(
        modulus.bitLength() >= MIN_MODULUS_BITS && modulus.bitLength() <= MAX_MODULUS_BITS,
        KeyFault.MODULUS_SIZE);
    unless(modulus.testBit(0), KeyFault.MODULUS_EVEN);
    unless(soundExponent(exponent), KeyFault.EXPONENT);
    unless(!hasRocaStructure(modulus), KeyFault.MODULUS_ROCA);
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  private static boolean soundExponent(BigInteger exponent) {
    return exponent.compareTo(MIN_EXPONENT) >= 0
        && exponent.bitLength() <= MAX_EXPONENT_BITS
        && exponent.testBit(0);
  }

  /**
   * The flawed generator made primes k·M + 65537^a mod M, so modulo every small prime the modulus
   * is a power of 65537. A sound modulus passes for one with a chance below 2^-27.
   */
  private static boolean hasRocaStructure(BigInteger modulus) {
    for (int prime = 3; prime <= MAX_ROCA_PRIME; prime += 2) {
      if (BigInteger.valueOf(prime).isProbablePrime(20)
          && !isPowerOf65537(modulus.mod(BigInteger.valueOf(prime)).intValue(), prime)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPowerOf65537(int residue, int prime) {
    int generator = 65_537 % prime;
    int power = 1;
    do {
      if (power == residue) {
        return true;
      }
      power = power * generator % prime;
    } while (power != 1);
    return false;
  }
}
