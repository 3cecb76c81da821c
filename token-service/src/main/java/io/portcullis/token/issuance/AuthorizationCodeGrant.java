package io.portcullis.token.issuance;

import io.portcullis.token.authorization.AuthorizationCode;
import io.portcullis.token.authorization.AuthorizationCodes;
import io.portcullis.token.authorization.ProofKeys;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientAuthentication;
import io.portcullis.token.client.ClientAuthenticator;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The authorization code grant (RFC 6749 section 4.1), always with a proof key (RFC 7636). */
public final class AuthorizationCodeGrant {
  /** Its name among a client's grant types. */
  static final String GRANT_TYPE = "authorization_code";

  private static final Logger LOG = LoggerFactory.getLogger(AuthorizationCodeGrant.class);

  private final ClientAuthenticator clients;
  private final AuthorizationCodes codes;
  private final CodeSessions sessions;
  private final SessionJudge judge;
  private final SessionTokenMint mint;

  public AuthorizationCodeGrant(
      ClientAuthenticator clients,
      AuthorizationCodes codes,
      CodeSessions sessions,
      SessionJudge judge,
      SessionTokenMint mint) {
    this.clients = clients;
    this.codes = codes;
    this.sessions = sessions;
    this.judge = judge;
    this.mint = mint;
  }

  AuthorizationCodeResult exchange(AuthorizationCodeRequest request) {
    long issuedAtSeconds = mint.issuedAtSeconds();
    return switch (clients.authenticate(request.client())) {
      case ClientAuthentication.Refused() -> new AuthorizationCodeResult.InvalidClient();
      case ClientAuthentication.Authenticated(Client client) ->
          client.grantTypes().contains(GRANT_TYPE)
              ? exchange(request, client, issuedAtSeconds)
              : new AuthorizationCodeResult.UnauthorizedClient();
    };
  }

  private AuthorizationCodeResult exchange(
      AuthorizationCodeRequest request, Client client, long issuedAtSeconds) {
    Optional<AuthorizationCode> code =
        codes.find(RandomIds.hash(request.code())).filter(found -> proves(request, client, found));
    if (code.isEmpty()) {
      return new AuthorizationCodeResult.InvalidGrant();
    }
    if (!Set.of(code.get().audience()).containsAll(request.resources())) {
      return new AuthorizationCodeResult.InvalidTarget();
    }
    return code.get().usedBy().isPresent()
        ? replayed(code.get())
        : open(client, request.client().boundTo(client), code.get(), issuedAtSeconds);
  }

  // Whatever ends all of a user's sessions after this look finds the one that was just opened.
  private boolean isToldOfItsEnd(Client client, AuthorizationCode code) {
    return client.backchannelLogout().isEmpty()
        || judge
            .standing(code.tenant(), code.userId(), code.clientId(), code.authorizedAtMillis())
            .isPresent();
  }

  // Not even a used code is anybody's to end a session by: only its client's, who has the verifier.
  private static boolean proves(
      AuthorizationCodeRequest request, Client client, AuthorizationCode code) {
    return code.clientId().equals(client.clientId())
        && request.redirectUri().filter(code.redirectUri().toString()::equals).isPresent()
        && request
            .codeVerifier()
            .filter(verifier -> ProofKeys.matches(verifier, code.codeChallenge()))
            .isPresent();
  }

  private AuthorizationCodeResult replayed(AuthorizationCode code) {
    String sid = code.usedBy().orElseThrow();
    LOG.warn("authorization_code.replayed: session {} of client {} ends", sid, code.clientId());
    return switch (judge.endAgain(sid)) {
      case BrowserLogout.Outcome.Ended() -> new AuthorizationCodeResult.Replayed();
      case BrowserLogout.Outcome.Unavailable(Duration wait) ->
          new AuthorizationCodeResult.Unavailable(wait);
    };
  }

  private AuthorizationCodeResult open(
      Client client, Optional<String> boundTo, AuthorizationCode code, long issuedAtSeconds) {
    return switch (sessions.open(
        code, opened -> mint.mint(client, boundTo, opened, code.nonce(), issuedAtSeconds))) {
      case CodeSessions.Opening.Opened(IssuedTokens tokens) ->
          isToldOfItsEnd(client, code)
              ? new AuthorizationCodeResult.Issued(tokens)
              : new AuthorizationCodeResult.InvalidGrant();
      case CodeSessions.Opening.Refused() -> new AuthorizationCodeResult.InvalidGrant();
      case CodeSessions.Opening.UsedMeanwhile(AuthorizationCode used) -> replayed(used);
      case CodeSessions.Opening.Unavailable(Duration wait) ->
          new AuthorizationCodeResult.Unavailable(wait);
    };
  }
}
