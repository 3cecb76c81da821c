package io.portcullis.quickstart.client;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** A first-party application at the token service. */
public final class TokenClient {
  /** The public client of first-party applications. */
  public static final String APP = "portcullis-app";

  private final HttpCaller http;
  private final URI tokenService;

  /** A client of the token service at this address. */
  public TokenClient(HttpCaller http, URI tokenService) {
    this.http = http;
    this.tokenService = tokenService;
  }

  /** Logs in by password. */
  public Answer login(String email, String password) throws IOException, InterruptedException {
    return http.postJson(
        tokenService.resolve("/v1/login"), Map.of(), Map.of("email", email, "password", password));
  }

  /** Exchanges a refresh token for its successor and a new access token. */
  public Answer refresh(String refreshToken) throws IOException, InterruptedException {
    return refresh(refreshToken, APP);
  }

  /** The same as another public client. */
  public Answer refresh(String refreshToken, String clientId)
      throws IOException, InterruptedException {
    return http.postForm(
        tokenService.resolve("/oauth2/token"),
        Map.of(),
        Map.of(
            "grant_type", "refresh_token", "refresh_token", refreshToken, "client_id", clientId));
  }

  /** Revokes a token (RFC 7009); a refresh token stands for its whole session. */
  public Answer revoke(String token) throws IOException, InterruptedException {
    return http.postForm(
        tokenService.resolve("/oauth2/revoke"), Map.of(), Map.of("token", token, "client_id", APP));
  }

  /** A confidential client's own access token. */
  public Answer clientCredentials(String clientId, String secret)
      throws IOException, InterruptedException {
    return http.postForm(
        tokenService.resolve("/oauth2/token"),
        Map.of(),
        Map.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", secret));
  }

  /** Revokes a token of a confidential client, as that client does it (RFC 7009). */
  public Answer revoke(String clientId, String secret, String token)
      throws IOException, InterruptedException {
    return http.postForm(
        tokenService.resolve("/oauth2/revoke"),
        Map.of(),
        Map.of("token", token, "client_id", clientId, "client_secret", secret));
  }

  /** Ends the session of this access token. */
  public Answer logout(String accessToken) throws IOException, InterruptedException {
    return http.postJson(
        tokenService.resolve("/v1/logout"),
        Map.of("Authorization", "Bearer " + accessToken),
        Map.of());
  }
}
