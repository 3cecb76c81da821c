package io.portcullis.extauthz.jwt;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.portcullis.extauthz.jwks.KeyAlgorithm;
import io.portcullis.extauthz.jwks.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Map;

/** A key pair of an issuer, which signs whatever it is given. */
public record SigningKeys(String keyId, KeyAlgorithm algorithm, KeyPair pair) {

  public static SigningKeys es256(String keyId) {
    return generate(keyId, KeyAlgorithm.ES256, "EC", new ECGenParameterSpec("secp256r1"));
  }

  public static SigningKeys ed25519(String keyId) {
    return generate(keyId, KeyAlgorithm.ED25519, "Ed25519", NamedParameterSpec.ED25519);
  }

  public static SigningKeys rs256(String keyId) {
    return generate(
        keyId,
        KeyAlgorithm.RS256,
        "RSA",
        new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
  }

  /** The public half, as a key set has it. */
  public VerificationKey verificationKey() {
    return new VerificationKey(keyId, algorithm, pair.getPublic());
  }

  /** The name of the algorithm in a token's header. */
  public String headerName() {
    return switch (algorithm) {
      case ES256 -> "ES256";
      case ED25519 -> "EdDSA";
      case RS256 -> "RS256";
    };
  }

  /** The public half as a JSON Web Key, RFC 7517. */
  public String jwk() {
    return publicJwk().toJSONString();
  }

  /** The same, member by member. */
  public Map<String, Object> jwkMembers() {
    return publicJwk().toJSONObject();
  }

  private JWK publicJwk() {
    return switch (pair.getPublic()) {
      case ECPublicKey ec -> new ECKey.Builder(Curve.P_256, ec).keyID(keyId).build();
      case RSAPublicKey rsa -> new RSAKey.Builder(rsa).keyID(keyId).build();
      default -> new OctetKeyPair.Builder(Curve.Ed25519, rawEd25519()).keyID(keyId).build();
    };
  }

  // RFC 8410: the encoded key ends with the 32 bytes themselves.
  private Base64URL rawEd25519() {
    byte[] der = pair.getPublic().getEncoded();
    return Base64URL.encode(Arrays.copyOfRange(der, der.length - 32, der.length));
  }

  public byte[] sign(byte[] message) {
    return sign(
        message,
        switch (algorithm) {
          case ES256 -> "SHA256withECDSAinP1363Format";
          case ED25519 -> "Ed25519";
          case RS256 -> "SHA256withRSA";
        });
  }

  public byte[] sign(byte[] message, String jcaName) {
    try {
      Signature signature = Signature.getInstance(jcaName);
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SigningKeys generate(
      String keyId, KeyAlgorithm algorithm, String name, AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name);
      generator.initialize(parameters);
      return new SigningKeys(keyId, algorithm, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
