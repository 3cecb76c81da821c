package io.portcullis.extauthz.revocation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what happened. */
final class RecordedNearCache implements NearCacheEvents {
  private final ConcurrentMap<Object, AtomicInteger> counts = new ConcurrentHashMap<>();

  /**
   * Of a {@link LookUp}, a {@link Message}, or one of "hit", "failing", "subscribed" and
   * "unsubscribed".
   */
  int count(Object what) {
    return counts.computeIfAbsent(what, _ -> new AtomicInteger()).get();
  }

  @Override
  public void hit() {
    add("hit");
  }

  @Override
  public void lookedUp(LookUp outcome) {
    add(outcome);
  }

  @Override
  public void failing(String reason) {
    add("failing");
  }

  @Override
  public void message(Message outcome) {
    add(outcome);
  }

  @Override
  public void subscribed() {
    add("subscribed");
  }

  @Override
  public void unsubscribed(String reason) {
    add("unsubscribed");
  }

  private void add(Object what) {
    counts.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
  }
}
