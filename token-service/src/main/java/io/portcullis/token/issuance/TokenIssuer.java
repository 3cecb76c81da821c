package io.portcullis.token.issuance;

/**
 * Issues tokens. Whatever could cover a new token - session, user, tenant, client, signing key - is
 * read strongly after its {@code iat} was taken and judged before it is signed, so that {@code iat}
 * itself proves how fresh the judgement is.
 */
public interface TokenIssuer {
  /** Opens a session by e-mail address and password. */
  LoginResult login(LoginRequest request);

  /** Rotates a refresh token (RFC 6749 section 6). */
  RefreshResult refresh(RefreshRequest request);

  /** Exchanges an authorization code (RFC 6749 section 4.1). */
  AuthorizationCodeResult exchange(AuthorizationCodeRequest request);

  /** Gives a client a token of its own (RFC 6749 section 4.4). */
  ClientCredentialsResult clientCredentials(ClientCredentialsRequest request);
}
