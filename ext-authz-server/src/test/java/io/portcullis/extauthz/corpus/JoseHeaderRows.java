package io.portcullis.extauthz.corpus;

import static io.portcullis.extauthz.corpus.CorpusRow.invalid;
import static io.portcullis.extauthz.corpus.CorpusRow.token;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwt.SigningKeys;
import io.portcullis.extauthz.jwt.TokenDraft;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Rows 48 to 69: the JOSE header. */
final class JoseHeaderRows {
  private static final List<String> WEAK_SECRETS =
      List.of(
          "secret",
          "Secret",
          "password",
          "123456",
          "changeme",
          "key",
          "jwt",
          "test",
          "admin",
          "secretkey",
          "your-256-bit-secret",
          "your_jwt_secret",
          "supersecret");

  private final Setting setting;
  private final List<CorpusRow> rows = new ArrayList<>();

  JoseHeaderRows(Setting setting) {
    this.setting = setting;
  }

  List<CorpusRow> rows() {
    algorithms();
    symmetric();
    keyReferences();
    types();
    encrypted();
    sizes();
    return rows;
  }

  private void algorithms() {
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
    rows.add(invalid(52, "EdDSA said, ES256 signed", es().header("alg", "EdDSA").signed()));
    rows.add(invalid(52, "ES256 naming an Ed25519 key", es().header("kid", "ed-1").signed()));
    rows.add(invalid(52, "RS256 naming an Ed25519 key", rs().header("kid", "ed-1").signed()));
    rows.add(invalid(52, "PS256 under RS256", rs().signedBy(JoseHeaderRows::pss)));
    rows.add(invalid(52, "RS256 under PS256", rs().header("alg", "PS256").signed()));
    rows.add(invalid(52, "PS256", rs().header("alg", "PS256").signedBy(JoseHeaderRows::pss)));
    for (String size : List.of("384", "512")) {
      TokenDraft draft = rs().header("alg", "RS" + size);
      rows.add(
          invalid(
              53,
              "RS" + size + ", signed so",
              draft.signedBy(m -> House.RS256.sign(m, "SHA" + size + "withRSA"))));
    }
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

  private void symmetric() {
    for (SigningKeys keys : List.of(House.ES256, House.RS256, House.ED25519)) {
      byte[] der = keys.pair().getPublic().getEncoded();
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
      rows.add(hmac(50, "DER", keys, der));
      rows.add(hmac(50, "PEM", keys, pem.getBytes(UTF_8)));
      rows.add(hmac(50, "PEM, CRLF", keys, pem.replace("\n", "\r\n").getBytes(UTF_8)));
      rows.add(hmac(50, "PEM, no final newline", keys, pem.stripTrailing().getBytes(UTF_8)));
      rows.add(hmac(50, "base64 of DER", keys, base64.replace("\n", "").getBytes(UTF_8)));
      rows.add(hmac(50, "JWK", keys, keys.jwk().getBytes(UTF_8)));
    }
    byte[] modulus = ((RSAPublicKey) House.RS256.pair().getPublic()).getModulus().toByteArray();
    rows.add(hmac(50, "modulus", House.RS256, modulus));
    rows.add(hmac(50, "bare modulus", House.RS256, Arrays.copyOfRange(modulus, 1, 257)));
    byte[] point = last(65, House.ES256);
    rows.add(hmac(50, "point", House.ES256, point));
    rows.add(hmac(50, "coordinates", House.ES256, Arrays.copyOfRange(point, 1, 65)));
    rows.add(hmac(50, "x", House.ES256, Arrays.copyOfRange(point, 1, 33)));
    byte[] compressed = Arrays.copyOf(point, 33);
    compressed[0] = (byte) (2 + (point[64] & 1));
    rows.add(hmac(50, "compressed point", House.ES256, compressed));
    rows.add(hmac(50, "32 bytes", House.ED25519, last(32, House.ED25519)));
    rows.add(hmac(51, "empty key", House.ES256, new byte[1])); // HMAC fills a key up by zeros
    for (String weak : WEAK_SECRETS) {
      rows.add(hmac(51, weak, House.ES256, weak.getBytes(UTF_8)));
    }
  }

  /** The end of the encoded key, where its bytes proper are. */
  private static byte[] last(int bytes, SigningKeys keys) {
    byte[] der = keys.pair().getPublic().getEncoded();
    return Arrays.copyOfRange(der, der.length - bytes, der.length);
  }

  private void keyReferences() {
    SigningKeys attacker = SigningKeys.es256("ec-1");
    Object jwk = attacker.jwkMembers();
    rows.add(invalid(54, "embedded jwk", setting.draft(attacker).header("jwk", jwk).signed()));
    rows.add(
        invalid(
            54,
            "embedded jwk of another kid",
            setting.draft(attacker).header("jwk", jwk).header("kid", "other").signed()));
    rows.add(invalid(54, "attacker's key under our kid", setting.draft(attacker).signed()));
    for (String name : List.of("jku", "x5u")) {
      rows.add(invalid(55, name, es().header(name, setting.trap()).signed()));
      rows.add(
          invalid(
              55,
              name + ", attacker's",
              setting.draft(attacker).header(name, setting.trap()).header("kid", "x").signed()));
    }
    rows.add(
        invalid(
            56,
            "x5c, attacker's",
            setting.draft(attacker).header("x5c", List.of("AA==")).signed()));
    rows.add(token(56, "x5t is ignored", es().header("x5t", "AA").signed(), "ok"));
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

  private void types() {
    for (String type : List.of("at+jwt", "application/at+jwt", "AT+JWT", "Application/At+Jwt")) {
      rows.add(token(61, type, es().header("typ", type).signed(), "ok"));
    }
    rows.add(invalid(62, "typ missing", es().withoutHeader("typ").signed()));
    for (String type :
        List.of("JWT", "logout+jwt", "dpop+jwt", "secevent+jwt", "statuslist+jwt", "at+jwt ", "")) {
      rows.add(invalid(62, "typ " + type, es().header("typ", type).signed()));
    }
    rows.add(invalid(63, "cty", es().header("cty", "JWT").signed()));
    rows.add(invalid(62, "ID token", es().header("typ", "JWT").claim("nonce", "n").signed()));
    TokenDraft nested = es().header("cty", "JWT");
    rows.add(invalid(63, "nested token", nested.sign(nested.headerJson(), es().signed())));
    rows.add(invalid(63, "nested token, not said", es().sign(es().headerJson(), es().signed())));
  }

  private void encrypted() {
    String[] parts = es().signed().split("\\.", -1);
    String jwe = String.join(".", parts[0], "", parts[2], parts[1], parts[2]);
    rows.add(invalid(64, "five parts", jwe));
    String unsigned = "{\"alg\":\"none\"}";
    String inner = base64(unsigned) + "." + base64(es().claimsJson()) + ".";
    rows.add(invalid(64, "JWE of an unsigned JWT", jwe(House.RS256, inner, null)));
    rows.add(invalid(64, "JWE of an unsigned JWT", jwe(House.ES256, inner, null)));
    rows.add(invalid(64, "JWE of a good JWT", jwe(House.RS256, es().signed(), null)));
    rows.add(
        invalid(
            65, "JWE of a bomb", jwe(House.RS256, " ".repeat(1 << 20), CompressionAlgorithm.DEF)));
    TokenDraft costly = es().header("alg", "PBES2-HS256+A128KW").header("p2c", Integer.MAX_VALUE);
    rows.add(invalid(65, "PBES2", costly.signed()));
    String costlyHeader =
        "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":\"AAAAAAAAAAA\",\"p2c\":"
            + Integer.MAX_VALUE
            + "}";
    rows.add(invalid(65, "PBES2 in five parts", base64(costlyHeader) + ".AAAA.AAAA.AAAA.AAAA"));
  }

  private void sizes() {
    rows.add(invalid(66, "deep", es().signedWithRaw("x", "[".repeat(900) + "]".repeat(900))));
    rows.add(
        invalid(66, "deeper", es().signedWithRaw("x", "[".repeat(10_000) + "]".repeat(10_000))));
    rows.add(invalid(67, "many keys", es().signedWithRaw("x", object(100))));
    rows.add(invalid(67, "100,000 keys", es().signedWithRaw("x", object(100_000))));
    rows.add(invalid(68, "1 MB string", es().claim("x", "x".repeat(1 << 20)).signed()));
    rows.add(invalid(69, "colliding keys", es().signedWithRaw("x", colliding())));
    String deepHeader = "{\"x\":" + "[".repeat(500) + "]".repeat(500) + "}";
    rows.add(invalid(66, "deep header", es().sign(deepHeader, es().claimsJson())));
    rows.add(invalid(67, "many keys in the header", es().sign(object(100), es().claimsJson())));
  }

  private TokenDraft es() {
    return setting.draft(House.ES256);
  }

  private TokenDraft ed() {
    return setting.draft(House.ED25519);
  }

  private TokenDraft rs() {
    return setting.draft(House.RS256);
  }

  /** Encrypted to our public key, as CVE-2026-29000 of pac4j had it. */
  private static String jwe(
      SigningKeys keys, String payload, @Nullable CompressionAlgorithm compression) {
    boolean rsa = keys.pair().getPublic() instanceof RSAPublicKey;
    JWEHeader header =
        new JWEHeader.Builder(
                rsa ? JWEAlgorithm.RSA_OAEP_256 : JWEAlgorithm.ECDH_ES, EncryptionMethod.A128GCM)
            .keyID(keys.keyId())
            .contentType("JWT")
            .type(new JOSEObjectType("at+jwt"))
            .compressionAlgorithm(compression)
            .build();
    try {
      JWEObject jwe = new JWEObject(header, new Payload(payload));
      jwe.encrypt(
          rsa
              ? new RSAEncrypter((RSAPublicKey) keys.pair().getPublic())
              : new ECDHEncrypter((ECPublicKey) keys.pair().getPublic()));
      return jwe.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private CorpusRow hmac(int number, String what, SigningKeys keys, byte[] secret) {
    TokenDraft draft = setting.draft(keys).header("alg", "HS256");
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
      Signature signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
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
