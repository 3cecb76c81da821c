package io.portcullis.token.signing;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All published keys: the ring that signs unless somebody asks for RS256, and the ring of RS256
 * keys, which is empty where it is not wanted.
 */
public record KeyRings(KeyRing main, KeyRing rs256) {
  /** An RSA key, wrapped, takes 3 KB of an item that may have 400. */
  static final int MOST_KEYS = 64;

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

  /** Those that this instance looks after. */
  Stream<KeyRing> wanted(RotationRules rules) {
    return rules.rs256() ? both() : Stream.of(main);
  }

  /**
   * Without what is over, and each wanted ring filled. A ring that is not wanted here may be by
   * others, while one instance after the other gets a new configuration: it ends once nobody looks
   * after it any more.
   */
  KeyRings settled(
      RotationRules rules, KeyMaker maker, Predicate<String> revoked, InstantSource clock)
      throws IOException {
    Instant now = clock.instant();
    KeyRings left =
        new KeyRings(
            main.without(revoked, now, rules.retention()),
            rs256.without(revoked, now, rules.retention()));
    KeyMaker bounded = left.bounded(maker);
    return new KeyRings(
        left.main.filled(rules.algorithm(), bounded, clock),
        left.rs256Settled(rules, bounded, clock, now));
  }

  /** The given ones of its rings rotated. */
  KeyRings rotated(List<KeyRing> rings, RotationRules rules, KeyMaker maker, InstantSource clock)
      throws IOException {
    KeyMaker bounded = bounded(maker);
    return new KeyRings(
        rings.contains(main) ? main.rotated(rules.algorithm(), bounded, clock) : main,
        rings.contains(rs256) ? rs256.rotated(SigningAlgorithm.RS256, bounded, clock) : rs256);
  }

  private KeyRing rs256Settled(
      RotationRules rules, KeyMaker maker, InstantSource clock, Instant now) throws IOException {
    if (rules.rs256()) {
      return rs256.filled(SigningAlgorithm.RS256, maker, clock);
    }
    return rs256.isForsaken(rules, now) ? rs256.ended(now) : rs256;
  }

  private KeyMaker bounded(KeyMaker maker) {
    AtomicInteger room = new AtomicInteger(MOST_KEYS - all().size());
    return algorithm -> {
      if (room.getAndDecrement() <= 0) {
        throw new IOException(
            MOST_KEYS + " signing keys are kept, the most there may be, until the first is over");
      }
      return maker.make(algorithm);
    };
  }

  private static boolean isRs256(KeptKey kept) {
    return kept.key().algorithm().equals(SigningAlgorithm.RS256.jws());
  }
}
