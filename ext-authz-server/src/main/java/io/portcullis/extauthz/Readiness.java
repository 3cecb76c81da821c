package io.portcullis.extauthz;

import java.util.List;

/**
 * Whether Envoy should send requests here: once everything is there, until the server leaves. Redis
 * or an issuer going away later takes nothing back: each answer's own age says what it is worth.
 */
final class Readiness {
  private enum Phase {
    STARTING,
    WAITING,
    READY,
    DRAINING
  }

  private volatile Phase phase = Phase.STARTING;
  private volatile List<String> missing = List.of("the server to start");

  boolean hasStarted() {
    return phase != Phase.STARTING;
  }

  boolean isReady() {
    return phase == Phase.READY;
  }

  boolean isDraining() {
    return phase == Phase.DRAINING;
  }

  /** What readiness still waits for, in words; empty when ready. */
  List<String> waitingFor() {
    return switch (phase) {
      case STARTING, WAITING -> missing;
      case READY -> List.of();
      case DRAINING -> List.of("nothing: the server is draining");
    };
  }

  synchronized void started() {
    if (phase == Phase.STARTING) {
      phase = Phase.WAITING;
    }
  }

  /** Says what is missing now; nothing missing makes it ready for good. */
  synchronized void update(List<String> nowMissing) {
    if (phase == Phase.WAITING) {
      missing = nowMissing;
      phase = nowMissing.isEmpty() ? Phase.READY : Phase.WAITING;
    }
  }

  synchronized void drain() {
    phase = Phase.DRAINING;
  }
}
