package io.portcullis.token.issuance;

import io.portcullis.token.dynamo.ClockGuard;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues nothing while the truth cannot be read or the clock cannot be trusted: {@code iat} would
 * prove something that is not so.
 */
public final class GuardedTokenIssuer implements TokenIssuer {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedTokenIssuer.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final PasswordLogin login;
  private final RefreshGrant refresh;
  private final AuthorizationCodeGrant codes;
  private final ClientCredentialsGrant clientCredentials;
  private final ClockGuard clockGuard;

  public GuardedTokenIssuer(
      PasswordLogin login,
      RefreshGrant refresh,
      AuthorizationCodeGrant codes,
      ClientCredentialsGrant clientCredentials,
      ClockGuard clockGuard) {
    this.login = login;
    this.refresh = refresh;
    this.codes = codes;
    this.clientCredentials = clientCredentials;
    this.clockGuard = clockGuard;
  }

  @Override
  public LoginResult login(LoginRequest request) {
    try {
      LoginResult result = login.login(request);
      // Asked last: the reads of this very call have just compared the clocks.
      return clockGuard.trusted() ? result : new LoginResult.Unavailable(RETRY_AFTER);
    } catch (StorageUnavailableException e) {
      LOG.warn("login not decided: {}", e.getMessage());
      return new LoginResult.Unavailable(RETRY_AFTER);
    }
  }

  @Override
  public RefreshResult refresh(RefreshRequest request) {
    if (!clockGuard.trusted()) {
      return new RefreshResult.Unavailable(RETRY_AFTER);
    }
    try {
      RefreshResult result = refresh.refresh(request);
      return clockGuard.trusted() ? result : new RefreshResult.Unavailable(RETRY_AFTER);
    } catch (StorageUnavailableException e) {
      LOG.warn("refresh not decided: {}", e.getMessage());
      return new RefreshResult.Unavailable(RETRY_AFTER);
    }
  }

  @Override
  public AuthorizationCodeResult exchange(AuthorizationCodeRequest request) {
    // A code works once: what is going to be refused must not use it up.
    if (!clockGuard.trusted()) {
      return new AuthorizationCodeResult.Unavailable(RETRY_AFTER);
    }
    try {
      AuthorizationCodeResult result = codes.exchange(request);
      // Issued is only what was signed, and its code used, while the clock was trusted.
      return result instanceof AuthorizationCodeResult.Issued || clockGuard.trusted()
          ? result
          : new AuthorizationCodeResult.Unavailable(RETRY_AFTER);
    } catch (StorageUnavailableException e) {
      LOG.warn("authorization code not decided: {}", e.getMessage());
      return new AuthorizationCodeResult.Unavailable(RETRY_AFTER);
    }
  }

  @Override
  public ClientCredentialsResult clientCredentials(ClientCredentialsRequest request) {
    try {
      ClientCredentialsResult result = clientCredentials.issue(request);
      return clockGuard.trusted() ? result : new ClientCredentialsResult.Unavailable(RETRY_AFTER);
    } catch (StorageUnavailableException e) {
      LOG.warn("client credentials not decided: {}", e.getMessage());
      return new ClientCredentialsResult.Unavailable(RETRY_AFTER);
    }
  }
}
