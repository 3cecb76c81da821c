package io.portcullis.extauthz.overload;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.DenyReason;
import io.portcullis.extauthz.decision.Judgement;
import io.portcullis.extauthz.decision.Judgement.Unfinished;
import io.portcullis.extauthz.request.AuthorizationRequest;
import java.time.Duration;

/**
 * Refuses to verify signatures for who has sent too many bad ones: a bad signature costs as much as
 * a good one, and its sender nothing. Known tokens of the same source pass all the same, for their
 * signature is not verified again.
 */
public final class SourceLimitedAuthorizer implements Authorizer {
  /** Sources remembered; who is forgotten begins with a full bucket. */
  static final int MAX_SOURCES = 65_536;

  private final Authorizer inner;
  private final int failuresPerSecond;
  private final TimeMeter time;
  private final Cache<Long, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MAX_SOURCES).executor(Runnable::run).build();

  /**
   * @param failuresPerSecond bad signatures that one source may send per second, also at once
   * @param time the clock of the buckets
   */
  public SourceLimitedAuthorizer(Authorizer inner, int failuresPerSecond, TimeMeter time) {
    this.inner = inner;
    this.failuresPerSecond = failuresPerSecond;
    this.time = time;
  }

  @Override
  public Judgement authorize(AuthorizationRequest request) {
    return switch (inner.authorize(request)) {
      case Decision decision -> decision;
      case Unfinished unfinished ->
          switch (unfinished.work()) {
            case SIGNATURE -> limit(unfinished, SourceKey.of(request.sourceAddress()));
            case LOOK_UP -> unfinished;
          };
    };
  }

  private Judgement limit(Unfinished unfinished, long source) {
    Bucket bucket = buckets.getIfPresent(source);
    return bucket != null && bucket.getAvailableTokens() < 1
        ? unfinished.refuse().get()
        : new Unfinished(unfinished.work(), () -> finish(unfinished, source), unfinished.refuse());
  }

  private Judgement finish(Unfinished unfinished, long source) {
    Judgement judgement = unfinished.finish().get();
    if (judgement instanceof Decision decision && failed(decision)) {
      buckets.get(source, _ -> bucket()).tryConsume(1);
    }
    return judgement;
  }

  /** Whether the signature was bad: nothing else that is wrong with a token comes to light here. */
  private static boolean failed(Decision decision) {
    return switch (decision) {
      case Denied denied ->
          denied.reason() == DenyReason.TOKEN_INVALID
              && denied.caller() instanceof Caller.Anonymous;
      case Allowed allowed -> allowed.shadowed() != null && failed(allowed.shadowed());
    };
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit ->
            limit
                .capacity(failuresPerSecond)
                .refillGreedy(failuresPerSecond, Duration.ofSeconds(1)))
        .withCustomTimePrecision(time)
        .build();
  }
}
