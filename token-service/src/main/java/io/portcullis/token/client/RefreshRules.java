package io.portcullis.token.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How a client's refresh tokens are used.
 *
 * @param grace 0 to 60 s: how long a used one still answers with its successor; empty for what is
 *     configured for all clients
 * @param rotates false: the same token is good until its session ends
 */
public record RefreshRules(Optional<Duration> grace, boolean rotates) {
  /** Those of a client that asks for nothing else. */
  public static final RefreshRules USUAL = new RefreshRules(Optional.empty(), true);

  private static final Duration MAX_GRACE = Duration.ofSeconds(60);

  public RefreshRules {
    if (grace
        .filter(wanted -> wanted.isNegative() || wanted.compareTo(MAX_GRACE) > 0)
        .isPresent()) {
      throw new IllegalArgumentException("a refresh grace is 0 to 60 s");
    }
  }
}
