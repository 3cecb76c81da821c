package io.portcullis.token.backchannel;

import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leases what is due, and runs it. */
final class Errands {
  private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

  private final Outbox outbox;
  private final Delivery delivery;
  private final LogoutWalk walk;
  private final Duration deliveryLease;
  private final Duration pause;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param deliveryLease how long one has a delivery for himself
   * @param pause between two parts of a walk
   */
  Errands(
      Outbox outbox,
      Delivery delivery,
      LogoutWalk walk,
      Duration deliveryLease,
      Duration pause,
      InstantSource clock) {
    this.outbox = outbox;
    this.delivery = delivery;
    this.walk = walk;
    this.deliveryLease = deliveryLease;
    this.pause = pause;
    this.clock = clock;
  }

  /**
   * Runs it, unless another instance was first.
   *
   * @return whether its receiver is well, as far as one can tell
   */
  boolean run(OutboxItem seen) throws InterruptedException {
    try {
      return switch (seen.errand()) {
        case Errand.Tell tell ->
            lease(seen, deliveryLease)
                .map(leased -> isWell(delivery.deliver(leased, tell)))
                .orElse(true);
        case Errand.Walk _ -> walk(seen);
      };
    } catch (StorageUnavailableException e) {
      // The lease runs out, and somebody tries again.
      LOG.warn("an errand of queue {} waits: {}", seen.queue(), e.getMessage());
      return true;
    }
  }

  private boolean walk(OutboxItem seen) throws InterruptedException {
    Optional<OutboxItem> leased = lease(seen, LogoutWalk.LEASE);
    while (leased.isPresent() && leased.get().errand() instanceof Errand.Walk next) {
      leased = walk.step(leased.get(), next);
      if (leased.isPresent() && stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        outbox.change(leased.get(), leased.get().errand(), clock.millis());
        return true;
      }
    }
    return true;
  }

  /** A walk, which can be as long as a table, goes on elsewhere after the part that it is at. */
  void stop() {
    stopped.countDown();
  }

  private Optional<OutboxItem> lease(OutboxItem seen, Duration time) {
    return outbox.lease(seen, clock.millis() + time.toMillis());
  }

  private static boolean isWell(DeliveryOutcome outcome) {
    return switch (outcome) {
      case DELIVERED, REFUSED, UNREGISTERED, LEASE_LOST -> true;
      case RETRIED, GIVEN_UP -> false;
    };
  }
}
