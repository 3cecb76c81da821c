package io.portcullis.token.signing;

import java.time.Duration;
import java.time.Instant;

/**
 * When keys move on.
 *
 * @param algorithm of keys made from now on, not RS256; those that are kept keep theirs
 * @param rs256 whether a second ring of RS256 keys is kept
 * @param every how long a key signs; zero for until somebody rotates by hand
 * @param publishAhead how long a key is published before it may sign
 * @param retention how long a key is published after it has signed last
 * @param hints how long ID tokens of a key that is published no more are taken as hints
 */
public record RotationRules(
    SigningAlgorithm algorithm,
    boolean rs256,
    Duration every,
    Duration publishAhead,
    Duration retention,
    Duration hints) {
  /** How long a ring that only a hand rotates is left alone by instances that do not want it. */
  private static final Duration BY_HAND = Duration.ofDays(1);

  public RotationRules {
    if (algorithm == SigningAlgorithm.RS256) {
      throw new IllegalArgumentException("RS256 has a ring of its own");
    }
  }

  /** From when a pending key may sign. */
  Instant ready(KeptKey pending) {
    return pending.times().publishedAt().plus(publishAhead);
  }

  /**
   * Whether nobody wants a key that this instance does not want. Whoever wants it would have
   * rotated it by now, or does so by hand and makes another.
   */
  boolean isForsaken(KeptKey kept, Instant now) {
    Duration signs = every.isPositive() ? every : BY_HAND;
    Instant since = kept.times().activeAt().orElse(kept.times().publishedAt());
    return !since.plus(signs).plus(publishAhead).isAfter(now);
  }

  /** Whether no token that it has signed can still be good. */
  boolean isOver(KeptKey kept, Instant now) {
    return kept.times().retiringAt().filter(at -> !at.plus(retention).isAfter(now)).isPresent();
  }

  /** Whether an old key need not be known any more. */
  boolean isForgotten(PastKey past, Instant now) {
    return !past.goneAt().plus(hints).isAfter(now);
  }

  /** Whether the schedule has a key sign no longer. */
  boolean isDue(KeptKey active, Instant now) {
    return every.isPositive()
        && active.times().activeAt().filter(at -> !at.plus(every).isAfter(now)).isPresent();
  }
}
