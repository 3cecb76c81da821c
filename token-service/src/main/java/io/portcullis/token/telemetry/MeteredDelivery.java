package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.token.backchannel.Delivery;
import io.portcullis.token.backchannel.DeliveryOutcome;
import io.portcullis.token.backchannel.Errand;
import io.portcullis.token.backchannel.OutboxItem;
import java.util.function.LongSupplier;

/** Counts the tries to tell clients of ended sessions, and times them. */
public final class MeteredDelivery implements Delivery {
  private final Delivery delivery;
  private final OperationMetrics<DeliveryOutcome> metrics;

  public MeteredDelivery(Delivery delivery, Metrics metrics, LongSupplier nanoTime) {
    this.delivery = delivery;
    this.metrics =
        new OperationMetrics<>(
            metrics,
            "backchannel_logout",
            "Tries to tell clients of ended sessions",
            DeliveryOutcome.class,
            nanoTime);
  }

  @Override
  public DeliveryOutcome deliver(OutboxItem leased, Errand.Tell tell) {
    long startNanos = metrics.start();
    DeliveryOutcome outcome = delivery.deliver(leased, tell);
    metrics.done(startNanos, outcome);
    return outcome;
  }
}
