package io.portcullis.token.issuance;

import io.portcullis.token.revocation.Cutoffs;
import io.portcullis.token.revocation.RevocationCutoffs;
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
   * The token; nothing when it is forged, expired or revoked, by itself or by session, user,
   * tenant, client or key, or bound to another certificate than the bearer's (RFC 8705 section 3).
   *
   * @param shown {@code x5t#S256} of the certificate that the bearer showed
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when the truth cannot be read
   */
  public Optional<LivingAccessToken> living(String token, Optional<String> shown) {
    return living(token)
        .filter(
            living -> living.token().boundTo().isEmpty() || living.token().boundTo().equals(shown));
  }

  /** The token, if nothing has ended it, be it a user's or a client's own. */
  Optional<LivingAccessToken> living(String token) {
    return verifier.verify(token).filter(verified -> !covered(verified)).flatMap(this::living);
  }

  private Optional<LivingAccessToken> living(VerifiedAccessToken token) {
    return token.sid().isEmpty()
        ? Optional.of(new LivingAccessToken(token, Optional.empty()))
        : sessions
            .find(token.sid().get())
            .map(session -> new LivingAccessToken(token, Optional.of(session)));
  }

  private boolean covered(VerifiedAccessToken token) {
    Cutoffs read =
        cutoffs.read(token.tenant(), token.subject(), token.clientId(), token.kid(), token.jti());
    return read.tokenRevoked() || read.keyRevoked() || read.cover(token.sessionStartMillis());
  }
}
