package io.portcullis.token.signing;

import io.portcullis.kit.lifecycle.PeriodicTask;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the keys every few seconds, so that each moves on when it is time. */
public final class KeySchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeySchedule.class);

  private final KeyRotation keys;
  private final Predicate<String> revoked;
  private final PeriodicTask task;
  private boolean failing;

  /**
   * Starts.
   *
   * @param revoked tells a revoked {@code kid} by a strong read
   * @param interval between two looks; keys are published and dropped so much later at most
   */
  public KeySchedule(KeyRotation keys, Predicate<String> revoked, Duration interval) {
    this.keys = keys;
    this.revoked = revoked;
    this.task = PeriodicTask.start("key-schedule", interval, this::look);
  }

  @Override
  public void close() {
    task.close();
  }

  private void look() {
    try {
      keys.maintain(revoked).ifPresentOrElse(this::note, () -> failing = false);
    } catch (IOException | RuntimeException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  private void note(KeyRotationResult result) {
    switch (result) {
      case KeyRotationResult.Unavailable unavailable -> failed(unavailable.reason());
      case KeyRotationResult.Rotated _, KeyRotationResult.TooEarly _ -> failing = false;
    }
  }

  private void failed(String reason) {
    if (!failing) {
      LOG.warn("signing keys stay as they are, and go on signing, until this is over: {}", reason);
    }
    failing = true;
  }
}
