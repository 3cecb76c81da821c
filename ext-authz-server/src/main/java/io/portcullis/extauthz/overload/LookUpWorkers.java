package io.portcullis.extauthz.overload;

/**
 * The places in which checks wait for Redis, beside the threads that answer known tokens. A wait
 * costs no processor, so each has a virtual thread of its own; what is limited is their number, for
 * a Redis that hangs would gather them.
 */
public final class LookUpWorkers {
  private final Places places;

  /** {@code places} is how many may wait at once, at least 1. */
  public LookUpWorkers(int places) {
    if (places < 1) {
      throw new IllegalArgumentException("concurrent_lookups must be at least 1");
    }
    this.places = new Places(places);
  }

  /** Does the work now, elsewhere, and answers true, or answers false if there is no place. */
  public boolean offer(Runnable work) {
    return places.offer(task -> Thread.ofVirtual().name("look-up").start(task), work);
  }
}
