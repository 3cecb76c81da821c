package io.portcullis.token.issuance;

import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;
import io.portcullis.token.session.RefreshRotation;
import io.portcullis.token.session.SessionStore;
import java.time.Duration;
import java.util.Optional;

/**
 * Issues no more often than the limits allow. Of refreshes only a rotation counts, once it is done:
 * one that repeats what another call does or has done costs nothing, and is answered also where no
 * permit is left. A refused refresh has used up nothing.
 */
public final class LimitedTokenIssuer implements TokenIssuer {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final TokenIssuer issuer;
  private final RateLimits limits;
  private final LoginLimits logins;
  private final RefreshRotation rotation;
  private final SessionStore sessions;

  public LimitedTokenIssuer(
      TokenIssuer issuer,
      RateLimits limits,
      LoginLimits logins,
      RefreshRotation rotation,
      SessionStore sessions) {
    this.issuer = issuer;
    this.limits = limits;
    this.logins = logins;
    this.rotation = rotation;
    this.sessions = sessions;
  }

  @Override
  public LoginResult login(LoginRequest request) {
    LoginPlace place = new LoginPlace(request.device().addressHash(), Optional.empty());
    return logins
        .exhausted(place, request.email())
        .<LoginResult>map(LoginResult.Limited::new)
        .orElseGet(() -> login(request, place));
  }

  private LoginResult login(LoginRequest request, LoginPlace place) {
    LoginResult result = issuer.login(request);
    if (result instanceof LoginResult.Issued) {
      logins.succeeded(place, request.email());
    }
    return result;
  }

  @Override
  public RefreshResult refresh(RefreshRequest request) {
    // A token without our tag is refused without a read: there is nothing to limit.
    return rotation
        .sidOf(request.refreshToken())
        .map(sid -> refresh(request, sid))
        .orElseGet(() -> issuer.refresh(request));
  }

  @Override
  public AuthorizationCodeResult exchange(AuthorizationCodeRequest request) {
    return issuer.exchange(request);
  }

  @Override
  public ClientCredentialsResult clientCredentials(ClientCredentialsRequest request) {
    return issuer.clientCredentials(request);
  }

  private RefreshResult refresh(RefreshRequest request, String sid) {
    return switch (limits.look(RateLimit.REFRESH_PER_SESSION, sid)) {
      case Verdict.Allowed() -> counted(issuer.refresh(request), sid);
      case Verdict.Exhausted exhausted ->
          wouldRotate(request)
              .<RefreshResult>map(rotates ->
                  rotates ? new RefreshResult.Limited(exhausted) : issuer.refresh(request))
              .orElseGet(() -> new RefreshResult.Unavailable(RETRY_AFTER));
    };
  }

  // Only afterwards is it known whether this call rotated. Of many tabs one does, and the others
  // find a permit while it is under way; what it did is never refused any more.
  private RefreshResult counted(RefreshResult result, String sid) {
    if (result instanceof RefreshResult.Issued issued && !issued.replayed()) {
      limits.take(RateLimit.REFRESH_PER_SESSION, sid);
    }
    return result;
  }

  /** Empty when that cannot be read now. */
  private Optional<Boolean> wouldRotate(RefreshRequest request) {
    try {
      return Optional.of(sessions.findByRefreshToken(request.refreshToken()).isPresent());
    } catch (StorageUnavailableException e) {
      return Optional.empty();
    }
  }
}
