package io.portcullis.quickstart.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * What a login or a refresh gave.
 *
 * @param access the access token, a JWT
 * @param refresh the refresh token, opaque
 */
public record Tokens(String access, String refresh) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The tokens of an RFC 6749 token response. */
  public static Tokens of(Answer answer) {
    return new Tokens(answer.text("access_token"), answer.text("refresh_token"));
  }

  /** Who the access token speaks for ({@code sub}). */
  public String subject() {
    return claim("sub");
  }

  /** The session that it belongs to ({@code sid}). */
  public String session() {
    return claim("sid");
  }

  /** The access token's own id ({@code jti}). */
  public String id() {
    return claim("jti");
  }

  /** The space-separated scopes. */
  public String scope() {
    return claim("scope");
  }

  /** The same token with one bit of its signature changed, in the middle where every bit counts. */
  public String tampered() {
    int middle = access.lastIndexOf('.') + (access.length() - access.lastIndexOf('.')) / 2;
    char other = access.charAt(middle) == 'A' ? 'B' : 'A';
    return access.substring(0, middle) + other + access.substring(middle + 1);
  }

  /** Never the tokens themselves. */
  @Override
  public String toString() {
    return "Tokens[***]";
  }

  private String claim(String name) {
    return claims().path(name).asText("");
  }

  private JsonNode claims() {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(access.split("\\.", -1)[1]));
    } catch (IOException notJson) {
      throw new UncheckedIOException("the payload of an access token is not JSON", notJson);
    }
  }
}
