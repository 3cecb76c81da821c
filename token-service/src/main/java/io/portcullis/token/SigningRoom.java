package io.portcullis.token;

import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.token.config.SigningConfig;
import io.portcullis.token.config.SigningRotationConfig;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.signing.KeyRotation;
import io.portcullis.token.signing.KeySchedule;
import io.portcullis.token.signing.RotationRules;
import io.portcullis.token.signing.SigningAlgorithm;
import io.portcullis.token.telemetry.MeteredKeyRotation;
import java.time.Duration;

/** What looks after the signing keys while the service runs. */
final class SigningRoom {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** A request that was on its way when its key was retired signs within it. */
  private static final Duration HANDOVER = Duration.ofMinutes(1);

  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

  /** Of {@code publish_ahead}; what is left of it is the verifiers'. */
  private static final int INTERVALS = 4;

  private SigningRoom() {}

  /** The keys' rules as configured. */
  static RotationRules rules(TokenServiceConfig config) {
    SigningConfig signing = config.signing();
    Duration lastToken = config.tokens().maxTokenLife().plus(config.clockError()).plus(HANDOVER);
    return new RotationRules(
        switch (signing.algorithm()) {
          case ES256 -> SigningAlgorithm.ES256;
          case ED25519 -> SigningAlgorithm.ED25519;
        },
        signing.rs256(),
        signing.rotation().every(),
        signing.rotation().publishAhead(),
        longer(lastToken, signing.jwksMaxAge()),
        // No session that a hint could be about lives longer.
        config.session().absolute());
  }

  /** Starts the schedule. */
  static KeyRotation start(
      TokenServiceConfig config, Keys keys, Storage storage, Ambient ambient, Lifecycle lifecycle) {
    KeyRotation rotation = new MeteredKeyRotation(keys.signing(), ambient.metrics());
    KeySchedule schedule =
        new KeySchedule(
            rotation,
            OwnKeyRevocations.revokedBy(storage.cutoffs()),
            interval(config.signing().rotation()));
    lifecycle.onClose("key schedule", STOP_LIMIT, schedule::close);
    return rotation;
  }

  private static Duration interval(SigningRotationConfig rotation) {
    Duration part = rotation.publishAhead().dividedBy(INTERVALS);
    return part.compareTo(LONGEST_INTERVAL) < 0 ? part : LONGEST_INTERVAL;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
