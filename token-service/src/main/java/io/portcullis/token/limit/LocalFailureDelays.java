package io.portcullis.token.limit;

import io.portcullis.token.limit.DelayRules.Failures;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Failures that this process has seen, as long as nobody shares any. */
public final class LocalFailureDelays implements FailureDelays {
  /** The longest unused are forgotten first; each takes some 200 bytes. */
  private static final int MAX_KEYS = 50_000;

  private final Map<RateLimit, DelayRules> rules;
  private final InstantSource clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /**
   * @param rules a limit that has none delays nobody
   */
  public LocalFailureDelays(Map<RateLimit, DelayRules> rules, InstantSource clock) {
    this.rules = Map.copyOf(rules);
    this.clock = clock;
  }

  @Override
  public Optional<Duration> begin(RateLimit limit, String key) {
    DelayRules rule = rules.get(limit);
    return rule == null ? Optional.empty() : begin(rule, RedisFailureDelays.name(limit, key));
  }

  private Optional<Duration> begin(DelayRules rule, String name) {
    long now = clock.millis();
    synchronized (failures) {
      Failures before = rule.now(failures.getOrDefault(name, Failures.NONE), now);
      long waitMillis = before.waitMillis(now);
      if (waitMillis > 0) {
        return Optional.of(Duration.ofMillis(waitMillis));
      }
      failures.put(name, rule.failed(before, now));
      return Optional.empty();
    }
  }

  @Override
  public void undo(RateLimit limit, String key) {
    DelayRules rule = rules.get(limit);
    if (rule != null) {
      synchronized (failures) {
        failures.computeIfPresent(
            RedisFailureDelays.name(limit, key),
            (_, before) -> rule.undone(before, clock.millis()));
      }
    }
  }

  @Override
  public void forget(RateLimit limit, String key) {
    synchronized (failures) {
      failures.remove(RedisFailureDelays.name(limit, key));
    }
  }
}
