package io.portcullis.token.session;

import com.google.protobuf.ByteString;
import io.portcullis.kit.concurrent.SharedReads;
import io.portcullis.token.session.RotationResult.Kept;
import io.portcullis.token.session.RotationResult.Refused;
import io.portcullis.token.session.RotationResult.Replayed;
import io.portcullis.token.session.RotationResult.Reused;
import io.portcullis.token.session.RotationResult.Rotated;
import io.portcullis.token.session.RotationResult.Unavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refresh that is idempotent and still catches thieves. Two tabs, a lost answer or a retry all get
 * the one successor of the token they hold, for a short grace; a genuine token older than that
 * means that somebody has a copy.
 *
 * <p>One conditional write decides. When its condition fails, DynamoDB returns the item, and
 * everything else is computed from that: the successor is derived, not stored, so there is no
 * second chain and no moment in which the winner has not written yet. The session is read before
 * it, for the tokens to be signed first: what cannot be handed out must not use up what the client
 * holds. That read is as strong as the write, so a repeat that it shows needs none.
 *
 * <p>RFC 9700 4.14.2; FAPI 2.0 Security Profile 5.3.2.1 clause 10.
 */
public final class RefreshRotation {
  private static final Logger LOG = LoggerFactory.getLogger(RefreshRotation.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final RefreshTokens tokens;
  private final RotationStore store;
  private final SharedReads<String, Optional<StoredSession>> reads;
  private final SessionLimits limits;
  private final InstantSource clock;

  /** Over the table of a {@link DynamoSessionStore}. */
  public RefreshRotation(
      RefreshTokens tokens, DynamoSessionStore store, SessionLimits limits, InstantSource clock) {
    this(tokens, (RotationStore) store, limits, clock);
  }

  RefreshRotation(
      RefreshTokens tokens, RotationStore store, SessionLimits limits, InstantSource clock) {
    this.tokens = tokens;
    this.store = store;
    this.reads = new SharedReads<>(store::stored);
    this.limits = limits;
    this.clock = clock;
  }

  /** The time of this moment, for {@link RefreshTerms}; Unix milliseconds. */
  public long nowMillis() {
    return clock.millis();
  }

  /** The session that a token was made for, by the token alone; empty for one that is not ours. */
  public Optional<String> sidOf(String presented) {
    return switch (tokens.read(presented)) {
      case TokenReading.NotOurs _, TokenReading.OfUnknownKey _, TokenReading.OfWithdrawnKey _ ->
          Optional.empty();
      case TokenReading.Genuine(ParsedToken token) -> Optional.of(token.sid());
    };
  }

  /** Whether only a read can tell what this token is, for want of its key. */
  public boolean isOfUnknownKey(String presented) {
    return tokens.read(presented) instanceof TokenReading.OfUnknownKey;
  }

  /**
   * Whose a presented token is, and whether that session lives. Writes nothing.
   *
   * @param arrivedMillis as in {@link RefreshTerms}
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when that cannot be read now
   */
  public PresentedToken read(String presented, String clientId, long arrivedMillis) {
    return switch (tokens.read(presented)) {
      case TokenReading.NotOurs(RefusalReason reason) -> new PresentedToken.Refused(reason);
      case TokenReading.OfWithdrawnKey _ -> new PresentedToken.Refused(RefusalReason.KEY_WITHDRAWN);
      case TokenReading.OfUnknownKey(ParsedToken token) ->
          isAnotherInstances(token)
              ? new PresentedToken.Unavailable(RETRY_AFTER)
              : new PresentedToken.Refused(RefusalReason.FORGED);
      case TokenReading.Genuine(ParsedToken token) ->
          reads
              .get(token.sid())
              .map(found -> read(token, found, clientId, arrivedMillis))
              .orElseGet(() -> new PresentedToken.Refused(RefusalReason.UNKNOWN_SESSION));
    };
  }

  // While a new key is on its way to all instances, those with it make tokens that others cannot
  // check. A forged one is no session's; but to know that costs a read, so whoever calls sets a
  // limit to such tokens.
  private boolean isAnotherInstances(ParsedToken token) {
    boolean genuine =
        reads
            .get(token.sid())
            .filter(found -> found.active() && !found.expiredAt(clock.millis()))
            .filter(found -> found.hasHad(token.hash()))
            .isPresent();
    if (genuine) {
      noteMissingKey(token.sid());
    }
    return genuine;
  }

  private static void noteMissingKey(String sid) {
    LOG.warn(
        "session.key_file: session {} has a token of a key that this instance lacks; give it to"
            + " all instances before it becomes the first of any, or name it in"
            + " session.withdrawn_keys if it will never come back",
        sid);
  }

  private PresentedToken read(
      ParsedToken token, StoredSession found, String clientId, long arrivedMillis) {
    if (!found.active()) {
      return new PresentedToken.Refused(RefusalReason.ENDED);
    }
    if (found.expiredAt(clock.millis())) {
      return new PresentedToken.Refused(RefusalReason.EXPIRED);
    }
    return found.session().clientId().equals(clientId)
        ? new PresentedToken.Genuine(found.session(), replay(token, found, arrivedMillis))
        : new PresentedToken.Refused(RefusalReason.OTHER_CLIENT);
  }

  // What the write would find as well, for one unit more. All else is for the write to find.
  private Optional<RefreshToken> replay(
      ParsedToken token, StoredSession found, long arrivedMillis) {
    return token.generation() < found.generation()
            && follow(
                    token, found, arrivedMillis, current -> new Replayed(found.session(), current))
                instanceof Replayed(_, RefreshToken current)
        ? Optional.of(current)
        : Optional.empty();
  }

  /** Rotates a presented token, or uses it where its client's tokens are not rotated. */
  public RotationResult rotate(String presented, RefreshTerms terms) {
    return switch (tokens.read(presented)) {
      case TokenReading.NotOurs(RefusalReason reason) -> new Refused(reason);
      case TokenReading.OfWithdrawnKey _ -> new Refused(RefusalReason.KEY_WITHDRAWN);
      case TokenReading.OfUnknownKey(ParsedToken token) ->
          isAnotherInstances(token)
              ? new Unavailable(RETRY_AFTER)
              : new Refused(RefusalReason.FORGED);
      case TokenReading.Genuine(ParsedToken token) -> rotate(token, terms);
    };
  }

  private RotationResult rotate(ParsedToken token, RefreshTerms terms) {
    RotationAttempt attempt = attempt(token, terms);
    return switch (store.rotate(attempt)) {
      case RotationWrite.Written(StoredSession now) ->
          terms.rotates()
              ? new Rotated(now.session(), new RefreshToken(attempt.successor().value()))
              : new Kept(now.session(), new RefreshToken(token.value()));
      case RotationWrite.Found(StoredSession then) -> judge(attempt, then);
      case RotationWrite.Absent() -> new Refused(RefusalReason.UNKNOWN_SESSION);
      case RotationWrite.Failed() -> new Unavailable(RETRY_AFTER);
    };
  }

  private RotationAttempt attempt(ParsedToken token, RefreshTerms terms) {
    long nowMillis = clock.millis();
    Duration grace = terms.grace().orElse(limits.refreshGrace());
    ByteString draw = tokens.newDraw();
    String keyId = tokens.currentKeyId();
    Slot slot =
        new Slot(token.hash(), token.generation(), draw, nowMillis + grace.toMillis(), keyId);
    return new RotationAttempt(
        token,
        terms,
        tokens.successor(token, draw, keyId),
        slot,
        nowMillis,
        nowMillis + limits.idle().toMillis());
  }

  // The order is the rule: what comes first wins.
  private RotationResult judge(RotationAttempt attempt, StoredSession found) {
    if (!found.active()) {
      return new Refused(RefusalReason.ENDED);
    }
    if (isOwnWrite(attempt, found)) {
      return follow(
          attempt.presented(),
          found,
          attempt.terms().arrivedMillis(),
          current -> new Rotated(found.session(), current));
    }
    if (found.expiredAt(attempt.nowMillis())) {
      return new Refused(RefusalReason.EXPIRED);
    }
    if (!found.session().clientId().equals(attempt.terms().clientId())) {
      return new Refused(RefusalReason.OTHER_CLIENT);
    }
    if (attempt.presented().generation() > found.generation()) {
      return ahead(attempt, found);
    }
    return follow(
        attempt.presented(),
        found,
        attempt.terms().arrivedMillis(),
        current -> new Replayed(found.session(), current));
  }

  // The client library repeats a write whose answer was lost; the repeat fails its own condition.
  private static boolean isOwnWrite(RotationAttempt attempt, StoredSession found) {
    Slot slot = found.slotOf(attempt.presented().generation());
    return slot != null && slot.draw().equals(attempt.slot().draw());
  }

  /**
   * Answers with the one token that can go on, if the presented one leads to it: itself, when only
   * its slot is taken by a rotation still in its grace, or derived through slots that are all
   * within theirs. Where a key is missing for that, nobody is taken for a thief; where it is
   * withdrawn, nobody can go on.
   */
  private RotationResult follow(
      ParsedToken presented,
      StoredSession found,
      long arrivedMillis,
      Function<RefreshToken, RotationResult> answer) {
    ParsedToken token = presented;
    while (token.generation() < found.generation()) {
      Slot slot = found.slotOf(token.generation());
      if (slot == null || !slot.hash().equals(token.hash())) {
        return reused(presented, found);
      }
      if (!tokens.knows(slot.keyId())) {
        return underivable(token, slot.keyId());
      }
      if (slot.graceEndsMillis() < arrivedMillis) {
        return reused(presented, found);
      }
      token = tokens.successor(token, slot.draw(), slot.keyId());
    }
    return token.hash().equals(found.currentHash())
        ? answer.apply(new RefreshToken(token.value()))
        : reused(presented, found);
  }

  private RotationResult underivable(ParsedToken token, String keyId) {
    if (tokens.isWithdrawn(keyId)) {
      return new Refused(RefusalReason.KEY_WITHDRAWN);
    }
    noteMissingKey(token.sid());
    return new Unavailable(RETRY_AFTER);
  }

  private static Refused ahead(RotationAttempt attempt, StoredSession found) {
    LOG.error(
        "session {} is at generation {} but its client holds {}: the table was restored",
        found.session().sid(),
        found.generation(),
        attempt.presented().generation());
    return new Refused(RefusalReason.GENERATION_AHEAD);
  }

  private static Reused reused(ParsedToken presented, StoredSession found) {
    return new Reused(found.session(), presented.generation(), found.generation());
  }
}
