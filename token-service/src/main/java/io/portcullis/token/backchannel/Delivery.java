package io.portcullis.token.backchannel;

/** Tells clients of sessions that have ended. */
public interface Delivery {
  /**
   * Tries once, and writes down what came of it.
   *
   * @param leased by this instance, for this errand
   */
  DeliveryOutcome deliver(OutboxItem leased, Errand.Tell tell);
}
