package io.portcullis.token.signing;

import io.portcullis.token.dynamo.ClockGuard;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of this service as they were kept last, and their way from PENDING over ACTIVE and
 * RETIRING to GONE. Readers see one immutable snapshot and never wait.
 *
 * <p>No verifier ever meets a key that it cannot know: a key signs only once it has been published
 * for longer than any verifier may keep an older set, and is published until the last token signed
 * with it has expired. Only a revocation breaks the first rule, for there the alternative is no key
 * at all.
 */
public final class RotatingSigningKeys implements SigningKeys, KeyRotation {
  private static final Logger LOG = LoggerFactory.getLogger(RotatingSigningKeys.class);

  /** Others change the same keys at most so often while one change is tried. */
  private static final int TRIES = 10;

  private static final String CONTENDED = "others change the signing keys all the time";
  private static final String CLOCK = "this clock disagrees with DynamoDB's";

  private final SigningKeyStore store;
  private final RotationRules rules;
  private final InstantSource clock;
  private final ClockGuard clockGuard;
  private volatile KeyRings rings = KeyRings.NONE;

  private RotatingSigningKeys(
      SigningKeyStore store, RotationRules rules, InstantSource clock, ClockGuard clockGuard) {
    this.store = store;
    this.rules = rules;
    this.clock = clock;
    this.clockGuard = clockGuard;
  }

  /**
   * Takes the keys that are kept, or makes the first ones.
   *
   * @param clockGuard while it does not vouch for the clock, no key moves on by it
   * @throws IOException with a message for the operator
   */
  public static RotatingSigningKeys open(
      SigningKeyStore store, RotationRules rules, InstantSource clock, ClockGuard clockGuard)
      throws IOException {
    RotatingSigningKeys keys = new RotatingSigningKeys(store, rules, clock, clockGuard);
    keys.begin(kid -> false);
    return keys;
  }

  @Override
  public List<KeptKey> kept() {
    return rings.all();
  }

  @Override
  public List<SigningKey> all() {
    return rings.all().stream().map(KeptKey::key).toList();
  }

  @Override
  public List<SigningKey> signers() {
    return rings.main().signers();
  }

  @Override
  public List<SigningKey> signers(SigningAlgorithm algorithm) {
    return rings
        .both()
        .flatMap(ring -> ring.signers().stream())
        .filter(key -> key.algorithm().equals(algorithm.jws()))
        .toList();
  }

  @Override
  public Optional<VerificationKey> findEvenGone(String kid) {
    return evenGone().filter(key -> key.kid().equals(kid)).findFirst();
  }

  /** The public halves of all that are published or were, as far as they are remembered. */
  public Stream<VerificationKey> evenGone() {
    KeyRings now = rings;
    return Stream.concat(
        now.all().stream().map(kept -> kept.key().publicKey()),
        now.past().stream().map(PastKey::key));
  }

  /**
   * The same as {@link #settle}, but keys that are there serve as they are while the clock cannot
   * be trusted: the schedule settles them once it can.
   *
   * @throws IOException as there, and when there are no keys
   */
  public synchronized void begin(Predicate<String> revoked) throws IOException {
    if (read().rings().equals(KeyRings.NONE) || clockGuard.trusted()) {
      settle(revoked);
    }
  }

  /**
   * Drops revoked keys and those that are over, lets pending ones sign in their place, and makes
   * new ones ahead.
   *
   * @throws IOException when that cannot be kept; the keys in use stay as they were
   */
  public synchronized void settle(Predicate<String> revoked) throws IOException {
    for (int tried = 0; tried < TRIES; tried++) {
      SigningKeyStore.Kept kept = readByTrustedClock();
      if (replace(kept, maker -> rings.settled(rules, maker, revoked, clock))) {
        return;
      }
    }
    throw new IOException(CONTENDED);
  }

  @Override
  public KeyRotationResult rotate() {
    try {
      return rotateIf((ring, now) -> true).orElseThrow();
    } catch (IOException e) {
      return new KeyRotationResult.Unavailable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Optional<KeyRotationResult> maintain(Predicate<String> revoked) throws IOException {
    settle(revoked);
    try {
      return rotateIf((ring, now) -> ring.isDue(rules, now));
    } catch (IOException e) {
      return Optional.of(new KeyRotationResult.Unavailable(String.valueOf(e.getMessage())));
    }
  }

  private synchronized Optional<KeyRotationResult> rotateIf(BiPredicate<KeyRing, Instant> asked)
      throws IOException {
    for (int tried = 0; tried < TRIES; tried++) {
      SigningKeyStore.Kept kept = readByTrustedClock();
      Instant now = clock.instant();
      List<KeyRing> chosen = rings.wanted(rules).filter(ring -> asked.test(ring, now)).toList();
      Optional<KeptKey> unready =
          chosen.stream()
              .flatMap(ring -> ring.unready(rules, now).stream())
              .max(Comparator.comparing(rules::ready));
      if (chosen.isEmpty()) {
        return Optional.empty();
      }
      if (unready.isPresent()) {
        return unready.map(this::tooEarly);
      }
      if (replace(kept, maker -> rings.rotated(chosen, rules, maker, clock))) {
        LOG.info("signing keys rotated; {} signs now", signers().getFirst().kid());
        return Optional.of(new KeyRotationResult.Rotated());
      }
    }
    throw new IOException(CONTENDED);
  }

  private KeyRotationResult tooEarly(KeptKey pending) {
    return new KeyRotationResult.TooEarly(
        pending.kid(), pending.times().publishedAt(), rules.ready(pending));
  }

  // All instances go by the times that one of them writes. Asked after the read, whose answer has
  // just compared the clocks.
  private SigningKeyStore.Kept readByTrustedClock() throws IOException {
    SigningKeyStore.Kept kept = read();
    if (!clockGuard.trusted()) {
      throw new IOException(CLOCK);
    }
    return kept;
  }

  private SigningKeyStore.Kept read() throws IOException {
    SigningKeyStore.Kept kept = store.read();
    rings = kept.rings();
    return kept;
  }

  private boolean replace(SigningKeyStore.Kept kept, SigningKeyStore.Change change)
      throws IOException {
    Optional<SigningKeyStore.Kept> now = store.replace(kept, change);
    now.ifPresent(next -> rings = next.rings());
    return now.isPresent();
  }
}
