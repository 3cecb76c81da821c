package io.portcullis.token.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/** A key whose private half is in this process. */
final class LocalSigningKey implements SigningKey {
  private static final int KID_BYTES = 16;
  private static final int ED25519_BYTES = 32;

  private final JWK jwk;
  private final VerificationKey publicKey;
  private final PrivateKey privateKey;

  private LocalSigningKey(JWK jwk, PrivateKey privateKey) {
    this.jwk = jwk;
    this.publicKey = VerificationKey.of(jwk);
    this.privateKey = privateKey;
  }

  /** A new key under a random {@code kid}. */
  static LocalSigningKey generate(SigningAlgorithm algorithm, SecureRandom random) {
    byte[] id = new byte[KID_BYTES];
    random.nextBytes(id);
    String kid = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    return switch (algorithm) {
      case ES256 -> generateEs256(kid, random);
      case ED25519 -> generateEd25519(kid, random);
      case RS256 -> generateRs256(kid, random);
    };
  }

  /**
   * A stored key.
   *
   * @throws IllegalArgumentException saying what is wrong with it, never the key
   */
  static LocalSigningKey of(JWK jwk) {
    try {
      if (jwk.getKeyID() == null || !jwk.isPrivate()) {
        throw new IllegalArgumentException("a key lacks its kid or its private part");
      }
      return new LocalSigningKey(
          jwk,
          switch (jwk) {
            case ECKey ec -> ec.toECPrivateKey();
            case RSAKey rsa -> rsa.toRSAPrivateKey();
            case OctetKeyPair okp -> ed25519(okp);
            default ->
                throw new IllegalArgumentException("key " + jwk.getKeyID() + " is of no use");
          });
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalArgumentException("key " + jwk.getKeyID() + " cannot be used", e);
    }
  }

  /** With its private part; for the key file. */
  JWK privateJwk() {
    return jwk;
  }

  @Override
  public VerificationKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] signingInput) {
    try {
      Signature signature = Signature.getInstance(publicKey.algorithm().jca());
      signature.initSign(privateKey);
      signature.update(signingInput);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with key " + kid() + " failed", e);
    }
  }

  private static LocalSigningKey generateEs256(String kid, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      return of(
          new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
              .privateKey((ECPrivateKey) pair.getPrivate())
              .keyID(kid)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .build());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  private static LocalSigningKey generateEd25519(String kid, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      EdECPoint point = ((EdECPublicKey) pair.getPublic()).getPoint();
      return of(
          new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(encode(point)))
              .d(Base64URL.encode(seed))
              .keyID(kid)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.Ed25519)
              .build());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
    }
  }

  private static LocalSigningKey generateRs256(String kid, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(VerificationKey.RSA_BITS, random);
      KeyPair pair = generator.generateKeyPair();
      return of(
          new RSAKey.Builder((RSAPublicKey) pair.getPublic())
              .privateKey((RSAPrivateCrtKey) pair.getPrivate())
              .keyID(kid)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .build());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  private static PrivateKey ed25519(OctetKeyPair okp) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, okp.getDecodedD()));
  }

  // RFC 8032 5.1.2: y in little-endian order, the sign of x in the topmost bit.
  private static byte[] encode(EdECPoint point) {
    byte[] bigEndian = point.getY().toByteArray();
    byte[] encoded = new byte[ED25519_BYTES];
    for (int i = 0; i < Math.min(bigEndian.length, ED25519_BYTES); i++) {
      encoded[i] = bigEndian[bigEndian.length - 1 - i];
    }
    if (point.isXOdd()) {
      encoded[ED25519_BYTES - 1] |= (byte) 0x80;
    }
    return encoded;
  }
}
