package io.portcullis.token.issuance;

import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientAuthentication;
import io.portcullis.token.client.ClientAuthenticator;
import io.portcullis.token.client.ClientProof;
import io.portcullis.token.signing.VerifiedAccessToken;
import java.util.Optional;

/**
 * Introspection (RFC 7662), from the truth at each call. A confidential client may ask about the
 * tokens issued to it, and as a resource server about access tokens whose {@code aud} it is; of any
 * other token it hears nothing but that it is not active.
 */
public final class TokenIntrospection {
  private final ClientAuthenticator clients;
  private final AccessTokenChecker accessTokens;
  private final SessionJudge sessions;

  public TokenIntrospection(
      ClientAuthenticator clients, AccessTokenChecker accessTokens, SessionJudge sessions) {
    this.clients = clients;
    this.accessTokens = accessTokens;
    this.sessions = sessions;
  }

  IntrospectionResult introspect(ClientProof proof, String token) {
    return switch (clients.authenticate(proof)) {
      case ClientAuthentication.Authenticated(Client client) when client.confidential() ->
          accessToken(client, token)
              .or(() -> refreshToken(client, token))
              .orElseGet(IntrospectionResult.Inactive::new);
      case ClientAuthentication.Authenticated _, ClientAuthentication.Refused _ ->
          new IntrospectionResult.InvalidClient();
    };
  }

  private Optional<IntrospectionResult> accessToken(Client client, String token) {
    return accessTokens
        .living(token)
        .map(LivingAccessToken::token)
        .filter(living -> mayKnow(client, living))
        .map(IntrospectionResult.ActiveAccessToken::new);
  }

  private static boolean mayKnow(Client client, VerifiedAccessToken token) {
    return token.clientId().equals(client.clientId())
        || token.audience().stream().anyMatch(client::isMeantBy);
  }

  // A refresh token is for us alone: no resource server has a reason to ask.
  private Optional<IntrospectionResult> refreshToken(Client client, String token) {
    return sessions
        .living(token)
        .filter(session -> session.clientId().equals(client.clientId()))
        .map(IntrospectionResult.ActiveRefreshToken::new);
  }
}
