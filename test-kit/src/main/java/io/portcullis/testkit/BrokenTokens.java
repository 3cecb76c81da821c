package io.portcullis.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that each differ from a good one in a single thing that makes them worthless; every one
 * deserves {@code token_invalid}. The cases follow RFC 8725 and RFC 9068.
 */
public final class BrokenTokens {
  private final TokenFactory good;
  private final List<BrokenToken> tokens = new ArrayList<>();

  /** One of them; {@link #toString} is its description, for the name of a test. */
  public record BrokenToken(String description, String token) {
    @Override
    public String toString() {
      return description;
    }
  }

  private BrokenTokens(TokenFactory good) {
    this.good = good;
  }

  /** Broken variants of what this factory mints. */
  public static List<BrokenToken> of(TokenFactory good) {
    BrokenTokens broken = new BrokenTokens(good);
    broken.addBrokenForms();
    broken.addBrokenSignatures();
    broken.addWrongAlgorithms();
    broken.addBrokenHeaders();
    broken.addBrokenClaims();
    return List.copyOf(broken.tokens);
  }

  private void addBrokenForms() {
    String token = good.mint();
    String[] parts = token.split("\\.", -1);
    add("two segments", parts[0] + "." + parts[1]);
    add("four segments", token + "." + parts[2]);
    add("leading dot", "." + token);
    add("trailing dot", token + ".");
    add("empty payload", parts[0] + ".." + parts[2]);
    add("dots only", "..");
    add("padding", token + "=");
    add(
        "character of the plain alphabet",
        parts[0] + ".+" + parts[1].substring(1) + "." + parts[2]);
    add("segment of a length no bytes have", parts[0] + ".aaaaa." + parts[2]);
    add("JSON serialization", "{\"payload\":\"" + parts[1] + "\"}");
    add(
        "byte order mark in the header",
        good.sign("\uFEFF" + TokenFactory.json(good.header()), "{}"));
    add("payload that is no JSON", good.sign(TokenFactory.json(good.header()), "sub=alice"));
    add("payload that is an array", good.sign(TokenFactory.json(good.header()), "[]"));
    add("a claim twice", good.sign(TokenFactory.json(good.header()), twice("sub", "\"victim\"")));
    add("text behind the payload", good.sign(TokenFactory.json(good.header()), payload() + "{}"));
  }

  private void addBrokenSignatures() {
    String token = good.mint();
    String input = token.substring(0, token.lastIndexOf('.'));
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(input.length() + 1));
    add("no signature", input + ".");
    add("changed signature", input + "." + TokenFactory.base64(flipped(signature)));
    add(
        "short signature",
        input + "." + TokenFactory.base64(Arrays.copyOf(signature, signature.length - 1)));
    add(
        "long signature",
        input + "." + TokenFactory.base64(Arrays.copyOf(signature, signature.length + 1)));
    add("zero signature", input + "." + TokenFactory.base64(new byte[signature.length]));
    add("changed payload", withPayload(token, twice("scope", "\"pay\"")));
    add("somebody else's key under this kid", stranger().mint(good.header(), good.claims()));
  }

  private void addWrongAlgorithms() {
    for (String none : List.of("none", "None", "NONE", "nOnE")) {
      String input = input(header("alg", none));
      add("alg " + none + " without signature", input + ".");
      add("alg " + none + " with a signature", resigned(input));
    }
    add(
        "alg in lower case",
        good.mint(header("alg", good.key().algorithm().toLowerCase(Locale.ROOT)), good.claims()));
    add("alg with a space", good.mint(header("alg", good.key().algorithm() + " "), good.claims()));
    add("alg of another family", good.mint(header("alg", otherAlgorithm()), good.claims()));
    add("no alg", good.mint(header("alg", null), good.claims()));
    byte[] publicKey = good.key().publicKey().getEncoded();
    add("HS256 by the public key, DER", hmac(publicKey));
    add("HS256 by the public key, PEM", hmac(pem(publicKey)));
    add("HS256 by a common secret", hmac(TokenFactory.utf8("secret")));
  }

  private void addBrokenHeaders() {
    addHeader("no kid", "kid", null);
    addHeader("empty kid", "kid", "");
    addHeader("kid that is a number", "kid", 7);
    addHeader("unknown kid", "kid", "nobody");
    addHeader("kid that looks like a path", "kid", "../" + good.key().kid());
    addHeader("no typ", "typ", null);
    addHeader("typ JWT", "typ", "JWT");
    addHeader("typ logout+jwt", "typ", "logout+jwt");
    addHeader("crit with a name nobody knows", "crit", List.of("unknown"));
    addHeader("crit that is empty", "crit", List.of());
    addHeader("b64 false", "b64", false);
    addHeader("zip", "zip", "DEF");
    addHeader("nested token", "cty", "JWT");
    TokenFactory stranger = stranger();
    Map<String, Object> header = good.header();
    header.put("jwk", stranger.key().jwk());
    add("the signer's own key in the header", stranger.mint(header, good.claims()));
  }

  private void addBrokenClaims() {
    for (String required : List.of("iss", "sub", "aud", "exp", "iat", "jti", "client_id")) {
      addClaim("no " + required, required, null);
    }
    addClaim("another issuer", "iss", "https://evil.example");
    addClaim("issuer with a slash behind", "iss", good.claims().get("iss") + "/");
    addClaim("another audience", "aud", "other");
    addClaim("no audience at all", "aud", List.of());
    addClaim("sub that is a number", "sub", 7);
    addClaim("empty sub", "sub", "");
    addClaim("exp that is text", "exp", "4102444800");
    addClaim("exp that ends an hour before iat", "exp", seconds("iat") - 3600);
    addClaim("iat an hour ahead", "iat", seconds("iat") + 3600);
    addClaim("nbf an hour ahead", "nbf", seconds("iat") + 3600);
    addClaim("a life of a year", "exp", seconds("iat") + 31_536_000);
  }

  private void addHeader(String description, String name, @Nullable Object value) {
    add(description, good.mint(header(name, value), good.claims()));
  }

  private void addClaim(String description, String name, @Nullable Object value) {
    add(description, good.mint(with(good.claims(), name, value)));
  }

  private void add(String description, String token) {
    tokens.add(new BrokenToken(description, token));
  }

  private Map<String, Object> header(String name, @Nullable Object value) {
    return with(good.header(), name, value);
  }

  private static Map<String, Object> with(
      Map<String, Object> members, String name, @Nullable Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(members);
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return changed;
  }

  private TokenFactory stranger() {
    return new TokenFactory("", TokenKey.es256(good.key().kid()), InstantSource.system());
  }

  private String otherAlgorithm() {
    return good.key().algorithm().equals("RS256") ? "ES256" : "RS256";
  }

  private long seconds(String claim) {
    return ((Number) good.claims().getOrDefault(claim, 0L)).longValue();
  }

  private String payload() {
    return TokenFactory.json(good.claims());
  }

  /** The good payload, which has this claim already, with one more of the name at its end. */
  private String twice(String claim, String value) {
    String payload = payload();
    return payload.substring(0, payload.length() - 1) + ",\"" + claim + "\":" + value + "}";
  }

  private String input(Map<String, Object> header) {
    return TokenFactory.base64(TokenFactory.utf8(TokenFactory.json(header)))
        + "."
        + TokenFactory.base64(TokenFactory.utf8(payload()));
  }

  private String resigned(String input) {
    return input
        + "."
        + TokenFactory.base64(good.key().sign(input.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String withPayload(String token, String payload) {
    String[] parts = token.split("\\.", -1);
    return parts[0] + "." + TokenFactory.base64(TokenFactory.utf8(payload)) + "." + parts[2];
  }

  private String hmac(byte[] secret) {
    String input = input(header("alg", "HS256"));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return input
          + "."
          + TokenFactory.base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the JDK has no HmacSHA256", e);
    }
  }

  private static byte[] pem(byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return TokenFactory.utf8(
        "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] changed = bytes.clone();
    changed[changed.length / 2] ^= 1;
    return changed;
  }
}
