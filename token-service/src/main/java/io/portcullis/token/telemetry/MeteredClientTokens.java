package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.token.issuance.ClientTokens;
import io.portcullis.token.issuance.IntrospectionResult;
import io.portcullis.token.issuance.TokenQuery;
import io.portcullis.token.issuance.TokenRevocationResult;
import java.util.function.LongSupplier;

/** Counts and times introspection and revocation by clients. */
public final class MeteredClientTokens implements ClientTokens {
  private enum IntrospectionOutcome {
    ACTIVE,
    INACTIVE,
    INVALID_CLIENT,
    UNAVAILABLE
  }

  private enum RevocationOutcome {
    OK,
    NOTHING_TO_DO,
    INVALID_CLIENT,
    UNAVAILABLE
  }

  private final ClientTokens tokens;
  private final OperationMetrics<IntrospectionOutcome> introspections;
  private final OperationMetrics<RevocationOutcome> revocations;

  public MeteredClientTokens(ClientTokens tokens, Metrics metrics, LongSupplier nanoTime) {
    this.tokens = tokens;
    this.introspections =
        new OperationMetrics<>(
            metrics, "introspection", "Introspections", IntrospectionOutcome.class, nanoTime);
    this.revocations =
        new OperationMetrics<>(
            metrics,
            "client_revocation",
            "Tokens that clients asked to revoke",
            RevocationOutcome.class,
            nanoTime);
  }

  @Override
  public IntrospectionResult introspect(TokenQuery query) {
    long startNanos = introspections.start();
    IntrospectionResult result = tokens.introspect(query);
    introspections.done(startNanos, outcome(result));
    return result;
  }

  @Override
  public TokenRevocationResult revoke(TokenQuery query) {
    long startNanos = revocations.start();
    TokenRevocationResult result = tokens.revoke(query);
    revocations.done(startNanos, outcome(result));
    return result;
  }

  private static IntrospectionOutcome outcome(IntrospectionResult result) {
    return switch (result) {
      case IntrospectionResult.ActiveAccessToken _, IntrospectionResult.ActiveRefreshToken _ ->
          IntrospectionOutcome.ACTIVE;
      case IntrospectionResult.Inactive() -> IntrospectionOutcome.INACTIVE;
      case IntrospectionResult.InvalidClient() -> IntrospectionOutcome.INVALID_CLIENT;
      case IntrospectionResult.Unavailable _ -> IntrospectionOutcome.UNAVAILABLE;
    };
  }

  private static RevocationOutcome outcome(TokenRevocationResult result) {
    return switch (result) {
      case TokenRevocationResult.Revoked() -> RevocationOutcome.OK;
      case TokenRevocationResult.NothingToDo() -> RevocationOutcome.NOTHING_TO_DO;
      case TokenRevocationResult.InvalidClient() -> RevocationOutcome.INVALID_CLIENT;
      case TokenRevocationResult.Unavailable _ -> RevocationOutcome.UNAVAILABLE;
    };
  }
}
