package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token to be: a good one, unless a test changes something. Values may be any JSON. */
public final class TokenDraft {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SigningKeys keys;
  private final Map<String, @Nullable Object> header = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();

  public TokenDraft(SigningKeys keys) {
    this.keys = keys;
    header("alg", keys.headerName()).header("typ", "at+jwt").header("kid", keys.keyId());
  }

  public TokenDraft header(String name, @Nullable Object value) {
    header.put(name, value);
    return this;
  }

  public TokenDraft claim(String name, @Nullable Object value) {
    claims.put(name, value);
    return this;
  }

  public TokenDraft withoutHeader(String name) {
    header.remove(name);
    return this;
  }

  public TokenDraft without(String claim) {
    claims.remove(claim);
    return this;
  }

  /** A claim whose value is JSON that no writer would write. */
  public String signedWithRaw(String claim, String rawValue) {
    claims.remove(claim);
    String others = json(claims);
    String name = json(claim);
    return sign(
        json(header), others.substring(0, others.length() - 1) + "," + name + ":" + rawValue + "}");
  }

  public String signed() {
    return sign(json(header), json(claims));
  }

  public String headerJson() {
    return json(header);
  }

  public String claimsJson() {
    return json(claims);
  }

  /** Signs these very texts. */
  public String sign(String headerJson, String claimsJson) {
    return sign(headerJson.getBytes(UTF_8), claimsJson.getBytes(UTF_8));
  }

  public String sign(byte[] headerBytes, byte[] claimsBytes) {
    String signed = BASE64.encodeToString(headerBytes) + "." + BASE64.encodeToString(claimsBytes);
    return signed + "." + BASE64.encodeToString(keys.sign(signed.getBytes(US_ASCII)));
  }

  /** The same, under a signature of the test's own making. */
  public String signedBy(java.util.function.UnaryOperator<byte[]> signer) {
    String signed =
        BASE64.encodeToString(json(header).getBytes(UTF_8))
            + "."
            + BASE64.encodeToString(json(claims).getBytes(UTF_8));
    return signed + "." + BASE64.encodeToString(signer.apply(signed.getBytes(US_ASCII)));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
