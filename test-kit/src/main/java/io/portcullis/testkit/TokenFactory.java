package io.portcullis.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Mints access tokens as the token service would, and any other text in the shape of a token. */
public final class TokenFactory {
  private static final long LIFE_SECONDS = 300;
  private static final JsonMapper JSON = new JsonMapper();

  private final String issuer;
  private final TokenKey key;
  private final InstantSource clock;

  public TokenFactory(String issuer, TokenKey key, InstantSource clock) {
    this.issuer = issuer;
    this.key = key;
    this.clock = clock;
  }

  public TokenKey key() {
    return key;
  }

  /** A token that deserves a yes: five minutes, audience {@code api}, scopes {@code read write}. */
  public String mint() {
    return mint(claims());
  }

  public String mint(Map<String, Object> claims) {
    return mint(header(), claims);
  }

  public String mint(Map<String, Object> header, Map<String, Object> claims) {
    return sign(json(header), json(claims));
  }

  /** Signs these very texts, whether they are JSON or not. */
  public String sign(String header, String payload) {
    String input = base64(utf8(header)) + "." + base64(utf8(payload));
    return input + "." + base64(key.sign(input.getBytes(StandardCharsets.US_ASCII)));
  }

  /** The header of a good token, to be changed at will. */
  public Map<String, Object> header() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", key.algorithm());
    header.put("typ", "at+jwt");
    header.put("kid", key.kid());
    return header;
  }

  /** The claims of a good token with ids of its own, to be changed at will. */
  public Map<String, Object> claims() {
    long now = clock.millis();
    long issuedAt = now / 1000;
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("sub", "user-" + UUID.randomUUID());
    claims.put("aud", "api");
    claims.put("exp", issuedAt + LIFE_SECONDS);
    claims.put("iat", issuedAt);
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("sid", UUID.randomUUID().toString());
    claims.put("sst", now);
    claims.put("client_id", "portcullis-app");
    claims.put("scope", "read write");
    claims.put("tid", "default");
    return claims;
  }

  /** A JSON Web Key Set of these keys' public halves. */
  public static String jwks(TokenKey... keys) {
    return json(Map.of("keys", List.of(keys).stream().map(TokenKey::jwk).toList()));
  }

  static String json(Map<String, ?> members) {
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not to be written as JSON: " + members.keySet(), e);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
