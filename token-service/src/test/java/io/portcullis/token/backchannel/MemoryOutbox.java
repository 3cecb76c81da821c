package io.portcullis.token.backchannel;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The outbox in memory, for searches; it keeps the contract of {@link OutboxTest}. */
class MemoryOutbox implements Outbox {
  private final Map<String, OutboxItem> items = new TreeMap<>();

  final void put(OutboxItem item) {
    items.put(key(item), item);
  }

  final List<OutboxItem> all() {
    return List.copyOf(items.values());
  }

  @Override
  public List<OutboxItem> due(String queue, long nowMillis, int most) {
    return items.values().stream()
        .filter(item -> item.queue().equals(queue) && item.dueMillis() <= nowMillis)
        .sorted(Comparator.comparingLong(OutboxItem::dueMillis))
        .limit(most)
        .toList();
  }

  @Override
  public OptionalLong oldestMillis(String queue) {
    return items.values().stream()
        .filter(item -> item.queue().equals(queue))
        .mapToLong(OutboxItem::sinceMillis)
        .min();
  }

  @Override
  public Optional<OutboxItem> lease(OutboxItem seen, long untilMillis) {
    return unchanged(seen).map(found -> keep(found.leasedUntil(untilMillis)));
  }

  @Override
  public Optional<OutboxItem> change(OutboxItem leased, Errand errand, long dueMillis) {
    return unchanged(leased).map(found -> keep(found.with(errand, dueMillis)));
  }

  @Override
  public void remove(OutboxItem done) {
    items.remove(key(done));
  }

  @Override
  public boolean abandon(OutboxItem leased) {
    Optional<OutboxItem> found = unchanged(leased);
    found.ifPresent(this::remove);
    return found.isPresent();
  }

  /** The item, if it is due when it was, and has been leased as often. */
  Optional<OutboxItem> unchanged(OutboxItem seen) {
    return Optional.ofNullable(items.get(key(seen)))
        .filter(found -> found.dueMillis() == seen.dueMillis() && found.tries() == seen.tries());
  }

  private OutboxItem keep(OutboxItem item) {
    put(item);
    return item;
  }

  private static String key(OutboxItem item) {
    return item.queue() + " " + item.id();
  }
}
