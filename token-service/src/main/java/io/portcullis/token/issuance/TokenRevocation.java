package io.portcullis.token.issuance;

import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientAuthentication;
import io.portcullis.token.client.ClientAuthenticator;
import io.portcullis.token.client.ClientProof;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionStore;
import io.portcullis.token.signing.AccessTokenVerifier;
import io.portcullis.token.signing.VerifiedAccessToken;
import java.util.Optional;

/**
 * Revocation by the client that holds the token (RFC 7009). A refresh token stands for its session,
 * which ends with all its access tokens; an access token goes alone.
 */
public final class TokenRevocation {
  private final ClientAuthenticator clients;
  private final AccessTokenVerifier accessTokens;
  private final SessionStore sessions;
  private final Revocations revocations;
  private final String issuer;

  public TokenRevocation(
      ClientAuthenticator clients,
      AccessTokenVerifier accessTokens,
      SessionStore sessions,
      Revocations revocations,
      String issuer) {
    this.clients = clients;
    this.accessTokens = accessTokens;
    this.sessions = sessions;
    this.revocations = revocations;
    this.issuer = issuer;
  }

  TokenRevocationResult revoke(ClientProof proof, String token) {
    return switch (clients.authenticate(proof)) {
      case ClientAuthentication.Refused() -> new TokenRevocationResult.InvalidClient();
      case ClientAuthentication.Authenticated(Client client) ->
          order(client, token).map(this::revoke).orElseGet(TokenRevocationResult.NothingToDo::new);
    };
  }

  private Optional<RevocationRequest> order(Client client, String token) {
    return accessTokens
        .verify(token)
        .filter(verified -> verified.clientId().equals(client.clientId()))
        .map(this::order)
        .or(() -> session(client, token));
  }

  private RevocationRequest order(VerifiedAccessToken token) {
    return token.sid().isPresent()
        ? RevocationRequest.token(issuer, token.tenant(), token.subject(), token.jti())
        : RevocationRequest.token(issuer, token.jti());
  }

  // Also by a token that a parallel refresh has just replaced: who logs out shall be out.
  private Optional<RevocationRequest> session(Client client, String token) {
    return sessions
        .findByAnyRefreshToken(token)
        .filter(session -> session.clientId().equals(client.clientId()))
        .map(Session::sid)
        .map(sid -> RevocationRequest.session(issuer, sid));
  }

  private TokenRevocationResult revoke(RevocationRequest order) {
    return switch (revocations.revoke(order)) {
      case RevocationOutcome.Revoked _ -> new TokenRevocationResult.Revoked();
      case RevocationOutcome.Unavailable unavailable ->
          new TokenRevocationResult.Unavailable(unavailable.retryAfter());
    };
  }
}
