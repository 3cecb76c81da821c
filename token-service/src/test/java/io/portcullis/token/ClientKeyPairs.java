package io.portcullis.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/** A client's keys of every kind that it may register, and its hand that signs with them. */
record ClientKeyPairs(KeyPair ec, KeyPair rsa, KeyPair ed, KeyPair unregistered) {
  static ClientKeyPairs generate() {
    try {
      KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
      p256.initialize(256);
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
      rsa.initialize(2048);
      KeyPairGenerator ed = KeyPairGenerator.getInstance("Ed25519");
      return new ClientKeyPairs(
          p256.generateKeyPair(),
          rsa.generateKeyPair(),
          ed.generateKeyPair(),
          p256.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** For registration: a JWK set in one line. */
  String publicKeys() {
    return new JWKSet(List.of(ecKey(), rsaKey(), edKey())).toString(true);
  }

  String sign(JWSAlgorithm algorithm, JWTClaimsSet claims) {
    String kid =
        algorithm.equals(JWSAlgorithm.ES256)
            ? "ec"
            : JWSAlgorithm.Family.RSA.contains(algorithm) ? "rsa" : "ed";
    return sign(new JWSHeader.Builder(algorithm).keyID(kid).type(JOSEObjectType.JWT), claims);
  }

  String sign(JWSHeader.Builder header, JWTClaimsSet claims) {
    return sign(header.build(), claims, ec);
  }

  String signByAnUnregisteredKey(JWTClaimsSet claims) {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), claims, unregistered);
  }

  JWK unregisteredKey() {
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) unregistered.getPublic()).build();
  }

  private String sign(JWSHeader header, JWTClaimsSet claims, KeyPair ecPair) {
    try {
      if (!JWSAlgorithm.Family.RSA.contains(header.getAlgorithm())
          && !header.getAlgorithm().equals(JWSAlgorithm.ES256)) {
        return signByEd25519(header, claims);
      }
      JWSSigner signer =
          header.getAlgorithm().equals(JWSAlgorithm.ES256)
              ? new ECDSASigner(ecPair.getPrivate(), Curve.P_256)
              : new RSASSASigner(rsa.getPrivate());
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  // Nimbus's own signer needs Tink.
  private String signByEd25519(JWSHeader header, JWTClaimsSet claims)
      throws GeneralSecurityException {
    String input = header.toBase64URL() + "." + claims.toPayload().toBase64URL();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(ed.getPrivate());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64URL.encode(signature.sign());
  }

  private JWK ecKey() {
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) ec.getPublic()).keyID("ec").build();
  }

  private JWK rsaKey() {
    return new RSAKey.Builder((RSAPublicKey) rsa.getPublic()).keyID("rsa").build();
  }

  private JWK edKey() {
    byte[] encoded = ed.getPublic().getEncoded();
    byte[] key = java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(key)).keyID("ed").build();
  }
}
