package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import java.util.List;
import java.util.function.LongSupplier;

/** Counts revocations one by one, and times the calls that ordered them. */
public final class MeteredRevocations implements Revocations {
  private enum Outcome {
    OK,
    UNAVAILABLE
  }

  private final Revocations revocations;
  private final OperationMetrics<Outcome> metrics;

  public MeteredRevocations(Revocations revocations, Metrics metrics, LongSupplier nanoTime) {
    this.revocations = revocations;
    this.metrics =
        new OperationMetrics<>(metrics, "revocation", "Revocations", Outcome.class, nanoTime);
  }

  @Override
  public List<RevocationOutcome> revoke(List<RevocationRequest> requests) {
    long startNanos = metrics.start();
    List<RevocationOutcome> outcomes = revocations.revoke(requests);
    metrics.timed(startNanos);
    outcomes.forEach(outcome -> metrics.count(outcome(outcome)));
    return outcomes;
  }

  private static Outcome outcome(RevocationOutcome outcome) {
    return switch (outcome) {
      case RevocationOutcome.Revoked _ -> Outcome.OK;
      case RevocationOutcome.Unavailable _ -> Outcome.UNAVAILABLE;
    };
  }
}
