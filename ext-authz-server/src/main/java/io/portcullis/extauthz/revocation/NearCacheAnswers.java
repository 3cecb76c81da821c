package io.portcullis.extauthz.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.portcullis.extauthz.jwt.VerifiedToken;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * That Redis knew of no revocation of a token, each with the proof of that very reading. Such an
 * answer is used without asking again for a while; after it, or when something makes it suspect, it
 * still counts by its age where Redis does not answer, as the replica's whole state would. What an
 * event names is dropped for good.
 */
final class NearCacheAnswers {
  /** There is no answer, or none to be used without asking. */
  static final long ASK = -1;

  /** Events remembered; with more of them in a minute every answer is suspect. */
  static final int MAX_DROPS = 65_536;

  /** How soon to ask again for what proved nothing. */
  static final long UNPROVED_MILLIS = 250;

  private static final Duration KEPT = Duration.ofMinutes(1);

  private final LongSupplier millis;
  private final Cache<Ids, Answer> answers;
  private final Cache<Long, Long> drops;
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong generation = new AtomicLong();
  private volatile long ttlMillis;

  /** What tells one token's answer from another's. */
  private record Ids(
      String issuer, String tokenId, String sessionId, String tenant, String subject) {
    static Ids of(VerifiedToken token) {
      return new Ids(
          token.issuer(), token.tokenId(), token.sessionId(), token.tenant(), token.subject());
    }
  }

  /**
   * Before the question was sent: the time, and what was known of the channel.
   *
   * @param atMillis monotonic
   */
  record Asked(long atMillis, long event, long generation) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(Asked asked, long forMillis, long proof, long[] marks) {}

  /**
   * @param most answers kept
   * @param nanoTime the monotonic clock
   */
  NearCacheAnswers(int most, long ttlMillis, LongSupplier nanoTime) {
    this.ttlMillis = ttlMillis;
    this.millis = () -> Math.floorDiv(nanoTime.getAsLong(), 1_000_000L);
    Ticker ticker = nanoTime::getAsLong;
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfterWrite(KEPT)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
    this.drops =
        Caffeine.newBuilder()
            .maximumSize(MAX_DROPS)
            .expireAfterWrite(KEPT.multipliedBy(2))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** How long an answer is used from now on. */
  void useFor(long newTtlMillis) {
    ttlMillis = newTtlMillis;
  }

  /** The proof of the token's answer, or {@link #ASK}. */
  long current(VerifiedToken token) {
    Answer answer = standing(Ids.of(token));
    return answer != null
            && answer.asked.generation == generation.get()
            && millis.getAsLong() - answer.asked.atMillis < Math.min(answer.forMillis, ttlMillis)
        ? answer.proof
        : ASK;
  }

  /** The proof of the last answer, however long ago; {@link Freshness#NONE} if there is none. */
  long last(VerifiedToken token) {
    Answer answer = standing(Ids.of(token));
    return answer == null ? Freshness.NONE : answer.proof;
  }

  /** To be called before the question is sent. */
  Asked asking() {
    return new Asked(millis.getAsLong(), events.get(), generation.get());
  }

  /**
   * Keeps the answer to a question; returns the better of its proof and the last one's, which both
   * hold.
   *
   * @param proof {@link Freshness#NONE} if the answer proves nothing, or did not come
   * @param marks of the events that drop it
   */
  long keep(VerifiedToken token, Asked asked, long proof, long[] marks) {
    Ids ids = Ids.of(token);
    long forMillis = proof == Freshness.NONE ? UNPROVED_MILLIS : Long.MAX_VALUE;
    long better = Math.max(proof, last(token));
    answers.put(ids, new Answer(asked, forMillis, better, marks));
    Answer kept = standing(ids);
    return kept == null ? Freshness.NONE : kept.proof;
  }

  /** Drops the answers that have this mark, those on their way too. */
  synchronized void drop(long mark) {
    if (drops.estimatedSize() >= MAX_DROPS) {
      // Once for them all: an answer to a later question need not know them.
      suspectAll();
      drops.invalidateAll();
    }
    drops.put(mark, events.incrementAndGet());
  }

  /** Has every answer asked for again, those on their way too. */
  void suspectAll() {
    generation.incrementAndGet();
  }

  private @Nullable Answer standing(Ids ids) {
    Answer answer = answers.getIfPresent(ids);
    if (answer != null && isDropped(answer)) {
      answers.invalidate(ids);
      return null;
    }
    return answer;
  }

  private boolean isDropped(Answer answer) {
    if (answer.asked.event == events.get()) {
      return false;
    }
    for (long mark : answer.marks) {
      Long event = drops.getIfPresent(mark);
      if (event != null && event > answer.asked.event) {
        return true;
      }
    }
    return false;
  }
}
