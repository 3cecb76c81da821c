package io.portcullis.token.signing;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Real keys in a real file. */
final class SigningKeysFixture {
  static final Duration EVERY = Duration.ofHours(24);
  static final Duration PUBLISH_AHEAD = Duration.ofMinutes(15);
  static final Duration RETENTION = Duration.ofMinutes(17);

  static final Duration HINTS = Duration.ofDays(30);

  private SigningKeysFixture() {}

  static RotationRules rules(SigningAlgorithm algorithm, boolean rs256) {
    return new RotationRules(algorithm, rs256, EVERY, PUBLISH_AHEAD, RETENTION, HINTS);
  }

  static RotatingSigningKeys open(Path file, SigningAlgorithm algorithm, InstantSource clock)
      throws IOException {
    return open(file, rules(algorithm, false), clock);
  }

  static RotatingSigningKeys open(Path file, RotationRules rules, InstantSource clock)
      throws IOException {
    return RotatingSigningKeys.open(
        LocalSigningKeyStore.open(file, new SecureRandom(), clock), rules, clock, () -> true);
  }
}
