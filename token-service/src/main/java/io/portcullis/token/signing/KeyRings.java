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
 * keys, which is empty where it is not wanted. And what is left of those that are GONE.
 *
 * @param past published nowhere, the oldest first
 */
public record KeyRings(KeyRing main, KeyRing rs256, List<PastKey> past) {
  /** An RSA key, wrapped, takes 3 KB of an item that may have 400. */
  static final int MOST_KEYS = 64;

  /** With one a day of each ring, a month's. */
  static final int MOST_PAST_KEYS = 64;

  static final KeyRings NONE = of(List.of(), List.of());

  public KeyRings {
    past = List.copyOf(past.subList(Math.max(0, past.size() - MOST_PAST_KEYS), past.size()));
  }

  static KeyRings of(List<KeptKey> keys, List<PastKey> past) {
    return new KeyRings(
        new KeyRing(keys.stream().filter(kept -> !isRs256(kept)).toList()),
        new KeyRing(keys.stream().filter(KeyRings::isRs256).toList()),
        past);
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
    KeyRings left = without(revoked).withoutPast(rules, now);
    KeyMaker bounded = left.bounded(maker);
    return new KeyRings(
        left.main.filled(rules.algorithm(), bounded, clock),
        left.rs256Settled(rules, bounded, clock, now),
        left.past);
  }

  /** The given ones of its rings rotated. */
  KeyRings rotated(List<KeyRing> rings, RotationRules rules, KeyMaker maker, InstantSource clock)
      throws IOException {
    KeyMaker bounded = bounded(maker);
    return new KeyRings(
        rings.contains(main) ? main.rotated(rules.algorithm(), bounded, clock) : main,
        rings.contains(rs256) ? rs256.rotated(SigningAlgorithm.RS256, bounded, clock) : rs256,
        past);
  }

  // A key of a thief's leaves nothing behind: what he signs with it is no hint, either.
  private KeyRings without(Predicate<String> revoked) {
    Predicate<KeptKey> dropped = kept -> revoked.test(kept.kid());
    return new KeyRings(main.without(dropped), rs256.without(dropped), past);
  }

  private KeyRings withoutPast(RotationRules rules, Instant now) {
    Predicate<KeptKey> over = kept -> rules.isOver(kept, now);
    return new KeyRings(
        main.without(over),
        rs256.without(over),
        Stream.concat(
                past.stream().filter(key -> !rules.isForgotten(key, now)),
                all().stream().filter(over).map(kept -> new PastKey(kept.key().publicKey(), now)))
            .toList());
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
