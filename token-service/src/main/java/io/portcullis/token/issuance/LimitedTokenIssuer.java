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
 * Issues no more often than the limits allow. Of a session's permits only a rotation takes one,
 * once it is done: a refresh that repeats what another call does or has done costs nothing, and is
 * answered also where none is left. But each is signed, so each takes one of many more permits
 * before; a refused refresh gives that back.
 */
public final class LimitedTokenIssuer implements TokenIssuer {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Whose tokens of unknown keys are counted: their sids are anybody's claims. */
  private static final String EVERYBODY = "";

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
    return switch (logins.begin(place, request.email())) {
      case LoginTry.Refused(Verdict.Exhausted verdict) -> new LoginResult.Limited(verdict);
      case LoginTry.Open open -> login(request, open);
    };
  }

  private LoginResult login(LoginRequest request, LoginTry.Open open) {
    LoginResult result = issuer.login(request);
    switch (result) {
      case LoginResult.Issued _ -> logins.succeeded(open);
      case LoginResult.Failed() -> {
        // It counts already.
      }
      case LoginResult.ClientRefused(),
          LoginResult.Busy(),
          LoginResult.Limited _,
          LoginResult.Unavailable _ ->
          logins.undecided(open);
    }
    return result;
  }

  @Override
  public RefreshResult refresh(RefreshRequest request) {
    if (rotation.isOfUnknownKey(request.refreshToken())) {
      return refreshOfUnknownKey(request);
    }
    // Any other token without our tag is refused without a read: there is nothing to limit.
    return rotation
        .sidOf(request.refreshToken())
        .map(sid -> refresh(request, sid))
        .orElseGet(() -> issuer.refresh(request));
  }

  // Unread it may be a neighbour's, and its user no thief: come again, as if it had been read so.
  private RefreshResult refreshOfUnknownKey(RefreshRequest request) {
    return switch (limits.take(RateLimit.REFRESH_OF_UNKNOWN_KEY, EVERYBODY)) {
      case Verdict.Allowed() -> issuer.refresh(request);
      case Verdict.Exhausted _ -> new RefreshResult.Unavailable(RETRY_AFTER);
    };
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
      case Verdict.Allowed() -> counted(signed(request, sid), sid);
      case Verdict.Exhausted exhausted ->
          wouldRotate(request)
              .<RefreshResult>map(
                  rotates -> rotates ? new RefreshResult.Limited(exhausted) : signed(request, sid))
              .orElseGet(() -> new RefreshResult.Unavailable(RETRY_AFTER));
    };
  }

  private RefreshResult signed(RefreshRequest request, String sid) {
    return switch (limits.take(RateLimit.REFRESH_REPEATS_PER_SESSION, sid)) {
      case Verdict.Exhausted exhausted -> new RefreshResult.Limited(exhausted);
      case Verdict.Allowed() -> {
        RefreshResult result = issuer.refresh(request);
        if (!(result instanceof RefreshResult.Issued)) {
          limits.giveBack(RateLimit.REFRESH_REPEATS_PER_SESSION, sid);
        }
        yield result;
      }
    };
  }

  // Only afterwards is it known whether this call rotated. Of many tabs one does, and the others
  // find a permit while it is under way; what it did is never refused any more. Where nothing is
  // rotated all of them do the same, and those without a permit have lost nothing.
  private RefreshResult counted(RefreshResult result, String sid) {
    return result instanceof RefreshResult.Issued(_, RefreshResult.Use use)
        ? switch (use) {
          case REPLAYED -> result;
          case ROTATED -> {
            limits.take(RateLimit.REFRESH_PER_SESSION, sid);
            yield result;
          }
          case KEPT ->
              limits.take(RateLimit.REFRESH_PER_SESSION, sid) instanceof Verdict.Exhausted none
                  ? new RefreshResult.Limited(none)
                  : result;
        }
        : result;
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
