package io.portcullis.token.issuance;

import io.portcullis.token.revocation.Cutoffs;
import io.portcullis.token.revocation.RevocationCutoffs;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionStore;
import io.portcullis.token.signing.AccessTokenVerifier;
import io.portcullis.token.signing.VerifiedAccessToken;
import java.util.Optional;

/** Whether an access token of ours that comes back to us is still good, by the truth itself. */
public final class AccessTokenChecker {
  private final AccessTokenVerifier verifier;
  private final SessionStore sessions;
  private final RevocationCutoffs cutoffs;

  public AccessTokenChecker(
      AccessTokenVerifier verifier, SessionStore sessions, RevocationCutoffs cutoffs) {
    this.verifier = verifier;
    this.sessions = sessions;
    this.cutoffs = cutoffs;
  }

  /**
   * The living session that the token belongs to; nothing when the token is forged, expired or
   * revoked by session, user, tenant, client or key.
   *
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when the truth cannot be read
   */
  public Optional<Session> check(String token) {
    return verifier
        .verify(token)
        .flatMap(verified ->
            sessions.find(verified.sid()).filter(session -> !covered(session, verified)));
  }

  private boolean covered(Session session, VerifiedAccessToken token) {
    Cutoffs read =
        cutoffs.read(session.tenant(), session.userId(), session.clientId(), token.kid());
    return read.keyRevoked() || read.cover(session.sessionStartMillis());
  }
}
