package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.CorpusRow.invalid;
import static io.portcullis.extauthz.envoy.CorpusRow.token;
import static io.portcullis.extauthz.envoy.House.draft;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.extauthz.jwt.SigningKeys;
import io.portcullis.extauthz.jwt.TokenDraft;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows 48 to 69: the JOSE header. */
class JoseHeaderCorpusTest {
  static List<CorpusRow> rows() {
    List<CorpusRow> rows = new ArrayList<>();
    algorithms(rows);
    symmetric(rows);
    keyReferences(rows);
    types(rows);
    sizes(rows);
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersAsOwed(CorpusRow row) {
    row.verify();
  }

  private static void algorithms(List<CorpusRow> rows) {
    for (String none : List.of("none", "None", "NONE", "nOnE")) {
      String signed = es().header("alg", none).signed();
      rows.add(invalid(48, none, signed));
      rows.add(invalid(48, none + " unsigned", signed.substring(0, signed.lastIndexOf('.') + 1)));
    }
    rows.add(invalid(49, "trailing space", es().header("alg", "ES256 ").signed()));
    rows.add(invalid(49, "lower case", es().header("alg", "es256").signed()));
    rows.add(invalid(52, "RS256 naming an EC key", es().header("alg", "RS256").signed()));
    rows.add(invalid(52, "RS256 naming an EC key", rs().header("kid", "ec-1").signed()));
    rows.add(invalid(52, "ES256 naming an RSA key", es().header("kid", "rsa-1").signed()));
    rows.add(invalid(52, "EdDSA naming an EC key", ed().header("kid", "ec-1").signed()));
    rows.add(invalid(52, "ES256 said, EdDSA signed", ed().header("alg", "ES256").signed()));
    rows.add(invalid(52, "PS256 under RS256", rs().signedBy(JoseHeaderCorpusTest::pss)));
    for (String other :
        List.of("RS384", "RS512", "ES384", "ES512", "ES256K", "Ed448", "PS256", "HS256", "")) {
      rows.add(invalid(53, "alg " + other, es().header("alg", other).signed()));
    }
    rows.add(invalid(53, "alg absent", es().withoutHeader("alg").signed()));
    rows.add(invalid(53, "alg null", es().header("alg", null).signed()));
    rows.add(invalid(53, "alg array", es().header("alg", List.of("ES256")).signed()));
    rows.add(token(52, "Ed25519 by its newer name", ed().header("alg", "Ed25519").signed(), "ok"));
    rows.add(token(52, "EdDSA", ed().signed(), "ok"));
    rows.add(token(52, "RS256", rs().signed(), "ok"));
  }

  private static void symmetric(List<CorpusRow> rows) {
    for (SigningKeys keys : List.of(House.ES256, House.RS256)) {
      byte[] der = keys.pair().getPublic().getEncoded();
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
      rows.add(hmac(50, "DER", keys, der));
      rows.add(hmac(50, "PEM", keys, pem.getBytes(UTF_8)));
      rows.add(hmac(50, "PEM, CRLF", keys, pem.replace("\n", "\r\n").getBytes(UTF_8)));
      rows.add(hmac(50, "PEM, no end", keys, pem.stripTrailing().getBytes(UTF_8)));
    }
    RSAPublicKey rsa = (RSAPublicKey) House.RS256.pair().getPublic();
    rows.add(hmac(50, "modulus", House.RS256, rsa.getModulus().toByteArray()));
    rows.add(hmac(51, "zero key", House.ES256, new byte[1]));
    rows.add(hmac(51, "weak key", House.ES256, "secret".getBytes(UTF_8)));
  }

  private static void keyReferences(List<CorpusRow> rows) {
    SigningKeys attacker = SigningKeys.es256("ec-1");
    Map<String, Object> jwk = Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA");
    rows.add(invalid(54, "embedded jwk", forged(attacker).header("jwk", jwk).signed()));
    rows.add(invalid(54, "attacker's key under our kid", forged(attacker).signed()));
    rows.add(invalid(55, "jku", es().header("jku", "http://127.0.0.1:1/").signed()));
    rows.add(invalid(55, "x5u", es().header("x5u", "http://127.0.0.1:1/").signed()));
    rows.add(token(56, "x5c is ignored", es().header("x5c", List.of("AA==")).signed(), "ok"));
    rows.add(token(56, "x5t#S256 is ignored", es().header("x5t#S256", "AA").signed(), "ok"));
    rows.add(invalid(57, "kid absent", es().withoutHeader("kid").signed()));
    rows.add(invalid(57, "kid empty", es().header("kid", "").signed()));
    rows.add(invalid(57, "kid null", es().header("kid", null).signed()));
    rows.add(invalid(57, "kid a number", es().header("kid", 1).signed()));
    rows.add(invalid(57, "kid of 2 KiB", es().header("kid", "k".repeat(2048)).signed()));
    rows.add(invalid(57, "kid of 10 KiB", es().header("kid", "k".repeat(10_240)).signed()));
    rows.add(invalid(57, "kid unknown", es().header("kid", "EC-1").signed()));
    for (Object crit : List.of(List.of("exp"), List.of("b64"), List.of(), "exp", List.of("x-y"))) {
      rows.add(invalid(58, "crit " + crit, es().header("crit", crit).signed()));
    }
    rows.add(
        invalid(58, "crit b64", es().header("crit", List.of("b64")).header("b64", false).signed()));
    rows.add(invalid(59, "b64", es().header("b64", false).signed()));
    rows.add(invalid(60, "zip", es().header("zip", "DEF").signed()));
  }

  private static void types(List<CorpusRow> rows) {
    for (String type : List.of("at+jwt", "application/at+jwt", "AT+JWT", "Application/At+Jwt")) {
      rows.add(token(61, type, es().header("typ", type).signed(), "ok"));
    }
    rows.add(invalid(62, "typ missing", es().withoutHeader("typ").signed()));
    for (String type : List.of("JWT", "logout+jwt", "dpop+jwt", "secevent+jwt", "at+jwt ", "")) {
      rows.add(invalid(62, "typ " + type, es().header("typ", type).signed()));
    }
    rows.add(invalid(63, "cty", es().header("cty", "JWT").signed()));
    String[] parts = es().signed().split("\\.", -1);
    String jwe = String.join(".", parts[0], "", parts[2], parts[1], parts[2]);
    rows.add(invalid(64, "five parts", jwe));
    rows.add(
        invalid(
            65,
            "PBES2",
            es().header("alg", "PBES2-HS256+A128KW").header("p2c", Integer.MAX_VALUE).signed()));
  }

  private static void sizes(List<CorpusRow> rows) {
    rows.add(invalid(66, "deep", es().signedWithRaw("x", "[".repeat(900) + "]".repeat(900))));
    rows.add(
        invalid(66, "deeper", es().signedWithRaw("x", "[".repeat(10_000) + "]".repeat(10_000))));
    rows.add(invalid(67, "many keys", es().signedWithRaw("x", object(100))));
    rows.add(invalid(67, "100,000 keys", es().signedWithRaw("x", object(100_000))));
    rows.add(invalid(68, "1 MB string", es().claim("x", "x".repeat(1 << 20)).signed()));
    rows.add(invalid(69, "colliding keys", es().signedWithRaw("x", colliding())));
  }

  private static TokenDraft es() {
    return draft(House.ES256);
  }

  private static TokenDraft ed() {
    return draft(House.ED25519);
  }

  private static TokenDraft rs() {
    return draft(House.RS256);
  }

  private static TokenDraft forged(SigningKeys attacker) {
    return draft(attacker);
  }

  private static CorpusRow hmac(int number, String what, SigningKeys keys, byte[] secret) {
    TokenDraft draft = draft(keys).header("alg", "HS256");
    return invalid(number, "HS256 by " + what, draft.signedBy(message -> hmac(secret, message)));
  }

  private static byte[] hmac(byte[] secret, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pss(byte[] message) {
    try {
      java.security.Signature signature = java.security.Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new java.security.spec.PSSParameterSpec(
              "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
      signature.initSign(House.RS256.pair().getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String object(int members) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < members; i++) {
      json.append(i == 0 ? "" : ",").append('"').append(i).append("\":0");
    }
    return json.append('}').toString();
  }

  /** Names with one hash code: AaAaAa…, AaAaBB…, and so on. */
  private static String colliding() {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 128; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 7; bit++) {
        name.append(BigInteger.valueOf(i).testBit(bit) ? "Aa" : "BB");
      }
      json.append(i == 0 ? "" : ",").append('"').append(name).append("\":0");
    }
    return json.append('}').toString();
  }
}
