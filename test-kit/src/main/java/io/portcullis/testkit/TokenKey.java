package io.portcullis.testkit;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fresh signing key with its id, by the JDK's own providers only: a second opinion beside
 * whatever library the product verifies with.
 */
public final class TokenKey {
  private static final int P256_COORDINATE_BYTES = 32;
  private static final int ED25519_KEY_BYTES = 32;

  private final String kid;
  private final Kind kind;
  private final KeyPair pair;

  /** How a key is made and signs. */
  private enum Kind {
    ES256("EC", 256, "SHA256withECDSAinP1363Format"),
    ED25519("Ed25519", 255, "Ed25519"),
    RS256("RSA", 2048, "SHA256withRSA");

    private final String generator;
    private final int keyBits;
    private final String signature;

    Kind(String generator, int keyBits, String signature) {
      this.generator = generator;
      this.keyBits = keyBits;
      this.signature = signature;
    }
  }

  private TokenKey(String kid, Kind kind) {
    this.kid = kid;
    this.kind = kind;
    this.pair = generate(kind);
  }

  public static TokenKey es256(String kid) {
    return new TokenKey(kid, Kind.ES256);
  }

  public static TokenKey ed25519(String kid) {
    return new TokenKey(kid, Kind.ED25519);
  }

  public static TokenKey rs256(String kid) {
    return new TokenKey(kid, Kind.RS256);
  }

  public String kid() {
    return kid;
  }

  /** {@code ES256}, {@code Ed25519} (RFC 9864) or {@code RS256}. */
  public String algorithm() {
    return kind == Kind.ED25519 ? "Ed25519" : kind.name();
  }

  public PublicKey publicKey() {
    return pair.getPublic();
  }

  public PrivateKey privateKey() {
    return pair.getPrivate();
  }

  /** The signature as JWS has it: for ES256 the 64 bytes of R and S. */
  public byte[] sign(byte[] input) {
    try {
      Signature signer = Signature.getInstance(kind.signature);
      signer.initSign(pair.getPrivate());
      signer.update(input);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the JDK cannot sign by " + kind, e);
    }
  }

  /**
   * The public half as a JSON Web Key (RFC 7517), with {@code kid}, {@code alg} and {@code use}.
   */
  public Map<String, Object> jwk() {
    Map<String, Object> jwk = new LinkedHashMap<>(parameters());
    jwk.put("kid", kid);
    jwk.put("use", "sig");
    jwk.put("alg", algorithm());
    return jwk;
  }

  private Map<String, String> parameters() {
    return switch (pair.getPublic()) {
      case ECPublicKey ec ->
          Map.of(
              "kty",
              "EC",
              "crv",
              "P-256",
              "x",
              base64(fixed(ec.getW().getAffineX(), P256_COORDINATE_BYTES)),
              "y",
              base64(fixed(ec.getW().getAffineY(), P256_COORDINATE_BYTES)));
      case EdECPublicKey _ -> Map.of("kty", "OKP", "crv", "Ed25519", "x", base64(rawEd25519()));
      case RSAPublicKey rsa ->
          Map.of(
              "kty", "RSA",
              "n", base64(unsigned(rsa.getModulus())),
              "e", base64(unsigned(rsa.getPublicExponent())));
      default ->
          throw new IllegalStateException("no JWK form for " + pair.getPublic().getAlgorithm());
    };
  }

  // RFC 8410: the encoded key ends with the 32 bytes themselves.
  private byte[] rawEd25519() {
    byte[] encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - ED25519_KEY_BYTES, encoded.length);
  }

  private static KeyPair generate(Kind kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.generator);
      generator.initialize(kind.keyBits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the JDK has no " + kind, e);
    }
  }

  private static byte[] unsigned(BigInteger number) {
    return fixed(number, (number.bitLength() + 7) / 8);
  }

  private static byte[] fixed(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] result = new byte[length];
    int copied = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - copied, result, length - copied, copied);
    return result;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
