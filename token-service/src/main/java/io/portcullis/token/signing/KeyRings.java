package io.portcullis.token.signing;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All published keys: the ring that signs unless somebody asks for RS256, and the ring of RS256
 * keys, which is empty where it is not wanted.
 */
public record KeyRings(KeyRing main, KeyRing rs256) {
  static final KeyRings NONE = of(List.of());

  static KeyRings of(List<KeptKey> keys) {
    return new KeyRings(
        new KeyRing(keys.stream().filter(kept -> !isRs256(kept)).toList()),
        new KeyRing(keys.stream().filter(KeyRings::isRs256).toList()));
  }

  /** Every published key. */
  List<KeptKey> all() {
    return both().flatMap(ring -> ring.keys().stream()).toList();
  }

  Stream<KeyRing> both() {
    return Stream.of(main, rs256);
  }

  /** Without what is over, and each wanted ring filled. */
  KeyRings settled(
      RotationRules rules, KeyMaker maker, Predicate<String> revoked, InstantSource clock)
      throws IOException {
    Instant now = clock.instant();
    KeyRing mainLeft = main.without(revoked, now, rules.retention());
    KeyRing rs256Left = rs256.without(revoked, now, rules.retention());
    return new KeyRings(
        mainLeft.filled(rules.algorithm(), maker, clock),
        rules.rs256()
            ? rs256Left.filled(SigningAlgorithm.RS256, maker, clock)
            : rs256Left.ended(now));
  }

  KeyRings rotated(RotationRules rules, KeyMaker maker, InstantSource clock) throws IOException {
    return new KeyRings(
        main.rotated(rules.algorithm(), maker, clock),
        rules.rs256() ? rs256.rotated(SigningAlgorithm.RS256, maker, clock) : rs256);
  }

  /** Whether the schedule has any key sign no longer. */
  boolean isDue(RotationRules rules, Instant now) {
    return both().flatMap(ring -> ring.active().stream()).anyMatch(key -> rules.isDue(key, now));
  }

  /** The pending key that keeps the others waiting, or nothing when all may sign. */
  Optional<KeptKey> unready(RotationRules rules, Instant now) {
    return both()
        .flatMap(ring -> ring.pending().stream())
        .filter(pending -> rules.ready(pending).isAfter(now))
        .max(Comparator.comparing(rules::ready));
  }

  private static boolean isRs256(KeptKey kept) {
    return kept.key().algorithm().equals(SigningAlgorithm.RS256.jws());
  }
}
