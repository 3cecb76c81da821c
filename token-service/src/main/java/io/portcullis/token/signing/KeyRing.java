package io.portcullis.token.signing;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keys that follow each other: one ACTIVE, one PENDING ahead of it, the RETIRING ones behind. An
 * immutable value: a move makes another one, and decides nothing of when.
 *
 * @param keys the one that signs, those ahead in the order in which they will sign, those behind
 */
record KeyRing(List<KeptKey> keys) {
  private static final Comparator<KeptKey> ORDER =
      Comparator.comparingInt(KeyRing::place).thenComparing(kept -> kept.times().publishedAt());

  KeyRing {
    keys = keys.stream().sorted(ORDER).toList();
  }

  Optional<KeptKey> active() {
    return in(KeyState.ACTIVE);
  }

  /** The one that signs next. */
  Optional<KeptKey> pending() {
    return in(KeyState.PENDING);
  }

  /** Those that may sign; each only where all before it are revoked. */
  List<SigningKey> signers() {
    return keys.stream()
        .filter(kept -> kept.state() != KeyState.RETIRING)
        .map(KeptKey::key)
        .toList();
  }

  KeyRing without(Predicate<KeptKey> dropped) {
    return new KeyRing(keys.stream().filter(Predicate.not(dropped)).toList());
  }

  /**
   * With a key that signs and one ahead. A pending key takes a missing one's place at once: after a
   * revocation it is the one that most verifiers know.
   */
  KeyRing filled(SigningAlgorithm algorithm, KeyMaker maker, InstantSource clock)
      throws IOException {
    List<KeptKey> next = new ArrayList<>(keys);
    if (active().isEmpty()) {
      KeptKey successor =
          pending().isPresent() ? pending().get() : published(maker.make(algorithm), clock);
      next.remove(successor);
      next.add(successor.activated(clock.instant()));
    }
    if (next.stream().noneMatch(kept -> kept.state() == KeyState.PENDING)) {
      next.add(published(maker.make(algorithm), clock));
    }
    return new KeyRing(next);
  }

  /** The pending key signs from now on, the one before retires, a new one is ahead. */
  KeyRing rotated(SigningAlgorithm algorithm, KeyMaker maker, InstantSource clock)
      throws IOException {
    Instant now = clock.instant();
    return new KeyRing(
            keys.stream()
                .map(kept -> kept.state() == KeyState.ACTIVE ? kept.retired(now) : kept)
                .toList())
        .filled(algorithm, maker, clock);
  }

  /** Whether it is time to rotate, and verifiers may be expected to know the next key. */
  boolean isDue(RotationRules rules, Instant now) {
    return active().filter(key -> rules.isDue(key, now)).isPresent()
        && unready(rules, now).isEmpty();
  }

  /** The pending key, while it must not sign yet. */
  Optional<KeptKey> unready(RotationRules rules, Instant now) {
    return pending().filter(key -> rules.ready(key).isAfter(now));
  }

  /** Whether no instance has looked after it for so long that none wants it. */
  boolean isForsaken(RotationRules rules, Instant now) {
    return keys.stream()
        .filter(kept -> kept.state() != KeyState.RETIRING)
        .allMatch(kept -> rules.isForsaken(kept, now));
  }

  /** No key signs from now on. */
  KeyRing ended(Instant now) {
    return new KeyRing(
        keys.stream()
            .filter(kept -> kept.state() != KeyState.PENDING)
            .map(kept -> kept.state() == KeyState.ACTIVE ? kept.retired(now) : kept)
            .toList());
  }

  // Making one takes its time, in which nobody can know it.
  private static KeptKey published(SigningKey made, InstantSource clock) {
    return KeptKey.published(made, clock.instant());
  }

  private Optional<KeptKey> in(KeyState state) {
    return keys.stream().filter(kept -> kept.state() == state).findFirst();
  }

  private static int place(KeptKey kept) {
    return switch (kept.state()) {
      case ACTIVE -> 0;
      case PENDING -> 1;
      case RETIRING -> 2;
    };
  }
}
