package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.token.signing.KeptKey;
import io.portcullis.token.signing.KeyRotation;
import io.portcullis.token.signing.KeyRotationResult;
import io.portcullis.token.signing.KeyState;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Counts rotations, by hand and by schedule, and shows which keys are in which state. */
public final class MeteredKeyRotation implements KeyRotation {
  private enum Outcome {
    ROTATED,
    TOO_EARLY,
    UNAVAILABLE
  }

  private final KeyRotation rotation;
  private final CounterFamily outcomes;

  public MeteredKeyRotation(KeyRotation rotation, Metrics metrics) {
    this.rotation = rotation;
    this.outcomes =
        metrics.counter(
            "portcullis_signing_key_rotation_total",
            "Rotations of the signing keys, by outcome; unavailable while one waits for KMS or"
                + " storage",
            "outcome");
    for (Outcome outcome : Outcome.values()) {
      outcomes.with(label(outcome));
    }
    var gauge = metrics.gauge("portcullis_signing_keys", "Published signing keys", "state");
    for (KeyState state : KeyState.values()) {
      gauge.observe(() -> count(state), label(state));
    }
    metrics
        .gauge(
            "portcullis_signing_key_published",
            "1 for each published signing key; a node's portcullis_jwks_key_held has the same kid",
            "kid",
            "state")
        .observePresent(
            () -> rotation.kept().stream().map(kept -> List.of(kept.kid(), label(kept.state()))));
  }

  @Override
  public List<KeptKey> kept() {
    return rotation.kept();
  }

  @Override
  public KeyRotationResult rotate() {
    return counted(rotation.rotate());
  }

  @Override
  public Optional<KeyRotationResult> maintain(Predicate<String> revoked) throws IOException {
    try {
      return rotation.maintain(revoked).map(this::counted);
    } catch (IOException | RuntimeException e) {
      outcomes.with(label(Outcome.UNAVAILABLE)).increment();
      throw e;
    }
  }

  private KeyRotationResult counted(KeyRotationResult result) {
    outcomes
        .with(
            label(
                switch (result) {
                  case KeyRotationResult.Rotated _ -> Outcome.ROTATED;
                  case KeyRotationResult.TooEarly _ -> Outcome.TOO_EARLY;
                  case KeyRotationResult.Unavailable _ -> Outcome.UNAVAILABLE;
                }))
        .increment();
    return result;
  }

  private long count(KeyState state) {
    return rotation.kept().stream().filter(kept -> kept.state() == state).count();
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
