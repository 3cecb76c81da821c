package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.token.issuance.AuthorizationCodeRequest;
import io.portcullis.token.issuance.AuthorizationCodeResult;
import io.portcullis.token.issuance.ClientCredentialsRequest;
import io.portcullis.token.issuance.ClientCredentialsResult;
import io.portcullis.token.issuance.LoginRequest;
import io.portcullis.token.issuance.LoginResult;
import io.portcullis.token.issuance.RefreshRequest;
import io.portcullis.token.issuance.RefreshResult;
import io.portcullis.token.issuance.TokenIssuer;
import java.util.function.LongSupplier;

/** Counts and times logins, refreshes, client credentials and the access tokens they issue. */
public final class MeteredTokenIssuer implements TokenIssuer {
  private enum LoginOutcome {
    OK,
    LOGIN_FAILED,
    CLIENT_REFUSED,
    OVERLOADED,
    RATE_LIMITED,
    UNAVAILABLE
  }

  private enum RefreshOutcome {
    OK,
    REPLAYED,
    INVALID_CLIENT,
    UNAUTHORIZED_CLIENT,
    INVALID_GRANT,
    REUSED,
    AHEAD_OF_TABLE,
    RATE_LIMITED,
    INVALID_SCOPE,
    INVALID_TARGET,
    UNAVAILABLE
  }

  private enum ClientCredentialsOutcome {
    OK,
    INVALID_CLIENT,
    UNAUTHORIZED_CLIENT,
    INVALID_SCOPE,
    INVALID_TARGET,
    UNAVAILABLE
  }

  private enum CodeOutcome {
    OK,
    INVALID_CLIENT,
    UNAUTHORIZED_CLIENT,
    INVALID_GRANT,
    REPLAYED,
    INVALID_TARGET,
    UNAVAILABLE
  }

  private enum IssueOutcome {
    OK,
    REFUSED,
    UNAVAILABLE
  }

  private final TokenIssuer issuer;
  private final OperationMetrics<LoginOutcome> logins;
  private final OperationMetrics<RefreshOutcome> refreshes;
  private final OperationMetrics<ClientCredentialsOutcome> clientCredentials;
  private final OperationMetrics<CodeOutcome> codes;
  private final OperationMetrics<IssueOutcome> issued;

  public MeteredTokenIssuer(TokenIssuer issuer, Metrics metrics, LongSupplier nanoTime) {
    this.issuer = issuer;
    this.logins = new OperationMetrics<>(metrics, "login", "Logins", LoginOutcome.class, nanoTime);
    this.refreshes =
        new OperationMetrics<>(metrics, "refresh", "Refreshes", RefreshOutcome.class, nanoTime);
    this.clientCredentials =
        new OperationMetrics<>(
            metrics,
            "client_credentials",
            "Client credentials grants",
            ClientCredentialsOutcome.class,
            nanoTime);
    this.codes =
        new OperationMetrics<>(
            metrics, "authorization_code", "Codes exchanged", CodeOutcome.class, nanoTime);
    this.issued =
        new OperationMetrics<>(
            metrics, "token_issued", "Access tokens asked for", IssueOutcome.class, nanoTime);
  }

  @Override
  public LoginResult login(LoginRequest request) {
    long startNanos = logins.start();
    LoginResult result = issuer.login(request);
    LoginOutcome outcome = outcome(result);
    logins.done(startNanos, outcome);
    issued.done(startNanos, issueOutcome(outcome == LoginOutcome.OK, isUnavailable(outcome)));
    return result;
  }

  @Override
  public RefreshResult refresh(RefreshRequest request) {
    long startNanos = refreshes.start();
    RefreshResult result = issuer.refresh(request);
    RefreshOutcome outcome = outcome(result);
    refreshes.done(startNanos, outcome);
    issued.done(
        startNanos,
        issueOutcome(
            result instanceof RefreshResult.Issued, outcome == RefreshOutcome.UNAVAILABLE));
    return result;
  }

  @Override
  public AuthorizationCodeResult exchange(AuthorizationCodeRequest request) {
    long startNanos = codes.start();
    AuthorizationCodeResult result = issuer.exchange(request);
    CodeOutcome outcome = outcome(result);
    codes.done(startNanos, outcome);
    issued.done(
        startNanos, issueOutcome(outcome == CodeOutcome.OK, outcome == CodeOutcome.UNAVAILABLE));
    return result;
  }

  @Override
  public ClientCredentialsResult clientCredentials(ClientCredentialsRequest request) {
    long startNanos = clientCredentials.start();
    ClientCredentialsResult result = issuer.clientCredentials(request);
    ClientCredentialsOutcome outcome = outcome(result);
    clientCredentials.done(startNanos, outcome);
    issued.done(
        startNanos,
        issueOutcome(
            outcome == ClientCredentialsOutcome.OK,
            outcome == ClientCredentialsOutcome.UNAVAILABLE));
    return result;
  }

  private static LoginOutcome outcome(LoginResult result) {
    return switch (result) {
      case LoginResult.Issued _ -> LoginOutcome.OK;
      case LoginResult.Failed() -> LoginOutcome.LOGIN_FAILED;
      case LoginResult.ClientRefused() -> LoginOutcome.CLIENT_REFUSED;
      case LoginResult.Busy() -> LoginOutcome.OVERLOADED;
      case LoginResult.Limited _ -> LoginOutcome.RATE_LIMITED;
      case LoginResult.Unavailable _ -> LoginOutcome.UNAVAILABLE;
    };
  }

  private static RefreshOutcome outcome(RefreshResult result) {
    return switch (result) {
      case RefreshResult.Issued(_, RefreshResult.Use use) ->
          use == RefreshResult.Use.REPLAYED ? RefreshOutcome.REPLAYED : RefreshOutcome.OK;
      case RefreshResult.InvalidClient() -> RefreshOutcome.INVALID_CLIENT;
      case RefreshResult.UnauthorizedClient() -> RefreshOutcome.UNAUTHORIZED_CLIENT;
      case RefreshResult.InvalidGrant() -> RefreshOutcome.INVALID_GRANT;
      case RefreshResult.Reused() -> RefreshOutcome.REUSED;
      case RefreshResult.AheadOfTable() -> RefreshOutcome.AHEAD_OF_TABLE;
      case RefreshResult.InvalidScope() -> RefreshOutcome.INVALID_SCOPE;
      case RefreshResult.InvalidTarget() -> RefreshOutcome.INVALID_TARGET;
      case RefreshResult.Limited _ -> RefreshOutcome.RATE_LIMITED;
      case RefreshResult.Unavailable _ -> RefreshOutcome.UNAVAILABLE;
    };
  }

  private static CodeOutcome outcome(AuthorizationCodeResult result) {
    return switch (result) {
      case AuthorizationCodeResult.Issued _ -> CodeOutcome.OK;
      case AuthorizationCodeResult.InvalidClient() -> CodeOutcome.INVALID_CLIENT;
      case AuthorizationCodeResult.UnauthorizedClient() -> CodeOutcome.UNAUTHORIZED_CLIENT;
      case AuthorizationCodeResult.InvalidGrant() -> CodeOutcome.INVALID_GRANT;
      case AuthorizationCodeResult.Replayed() -> CodeOutcome.REPLAYED;
      case AuthorizationCodeResult.InvalidTarget() -> CodeOutcome.INVALID_TARGET;
      case AuthorizationCodeResult.Unavailable _ -> CodeOutcome.UNAVAILABLE;
    };
  }

  private static ClientCredentialsOutcome outcome(ClientCredentialsResult result) {
    return switch (result) {
      case ClientCredentialsResult.Issued _ -> ClientCredentialsOutcome.OK;
      case ClientCredentialsResult.InvalidClient() -> ClientCredentialsOutcome.INVALID_CLIENT;
      case ClientCredentialsResult.UnauthorizedClient() ->
          ClientCredentialsOutcome.UNAUTHORIZED_CLIENT;
      case ClientCredentialsResult.InvalidScope() -> ClientCredentialsOutcome.INVALID_SCOPE;
      case ClientCredentialsResult.InvalidTarget() -> ClientCredentialsOutcome.INVALID_TARGET;
      case ClientCredentialsResult.Unavailable _ -> ClientCredentialsOutcome.UNAVAILABLE;
    };
  }

  private static boolean isUnavailable(LoginOutcome outcome) {
    return outcome == LoginOutcome.UNAVAILABLE || outcome == LoginOutcome.OVERLOADED;
  }

  private static IssueOutcome issueOutcome(boolean ok, boolean unavailable) {
    if (ok) {
      return IssueOutcome.OK;
    }
    return unavailable ? IssueOutcome.UNAVAILABLE : IssueOutcome.REFUSED;
  }
}
