package io.portcullis.kit.concurrent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A {@link SharedRead} for each key, for as long as anybody asks for it. A burst for one key costs
 * a few reads, however large it is; keys do not wait for each other, and nothing is kept.
 */
public final class SharedReads<K, V> {
  private final Function<K, V> source;
  private final ConcurrentHashMap<K, Asked<V>> asked = new ConcurrentHashMap<>();

  public SharedReads(Function<K, V> source) {
    this.source = source;
  }

  /** What was read of this key, by a read that began after this call; throws what it threw. */
  public V get(K key) {
    Asked<V> mine =
        asked.compute(
            key,
            (_, found) ->
                found == null
                    ? new Asked<>(new SharedRead<>(() -> source.apply(key)), 1)
                    : new Asked<>(found.read(), found.callers() + 1));
    try {
      return mine.read().get();
    } finally {
      asked.computeIfPresent(
          key,
          (_, found) ->
              found.callers() == 1 ? null : new Asked<>(found.read(), found.callers() - 1));
    }
  }

  int callers(K key) {
    Asked<V> found = asked.get(key);
    return found == null ? 0 : found.callers();
  }

  int keys() {
    return asked.size();
  }

  private record Asked<V>(SharedRead<V> read, int callers) {}
}
