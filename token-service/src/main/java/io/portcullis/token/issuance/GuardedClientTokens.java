package io.portcullis.token.issuance;

import io.portcullis.token.dynamo.ClockGuard;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says nothing about a token while the truth cannot be read or the clock cannot be trusted: "not
 * active" would be as wrong as "active".
 */
public final class GuardedClientTokens implements ClientTokens {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedClientTokens.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final TokenIntrospection introspection;
  private final TokenRevocation revocation;
  private final ClockGuard clockGuard;

  public GuardedClientTokens(
      TokenIntrospection introspection, TokenRevocation revocation, ClockGuard clockGuard) {
    this.introspection = introspection;
    this.revocation = revocation;
    this.clockGuard = clockGuard;
  }

  @Override
  public IntrospectionResult introspect(TokenQuery query) {
    try {
      IntrospectionResult result = introspection.introspect(query.client(), query.token());
      // Asked last: the reads of this very call have just compared the clocks.
      return clockGuard.trusted() ? result : new IntrospectionResult.Unavailable(RETRY_AFTER);
    } catch (StorageUnavailableException e) {
      LOG.warn("introspection not decided: {}", e.getMessage());
      return new IntrospectionResult.Unavailable(RETRY_AFTER);
    }
  }

  @Override
  public TokenRevocationResult revoke(TokenQuery query) {
    try {
      TokenRevocationResult result = revocation.revoke(query.client(), query.token());
      return clockGuard.trusted() ? result : new TokenRevocationResult.Unavailable(RETRY_AFTER);
    } catch (StorageUnavailableException e) {
      LOG.warn("revocation not decided: {}", e.getMessage());
      return new TokenRevocationResult.Unavailable(RETRY_AFTER);
    }
  }
}
