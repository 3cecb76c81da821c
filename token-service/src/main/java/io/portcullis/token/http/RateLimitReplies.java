package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.time.Duration;

/**
 * 429 (RFC 6585 section 4), with the fields of draft-ietf-httpapi-ratelimit-headers-10: which limit
 * it was, how much is left, and when there is more.
 */
public final class RateLimitReplies {
  private static final Duration ALMOST_A_SECOND = Duration.ofSeconds(1).minusNanos(1);

  private RateLimitReplies() {}

  /** For our own endpoints. */
  static Reply problem(Call call, Exhausted verdict) {
    return marked(
        new Problem(429, "rate_limited", "Too many requests; try again later.").reply(call),
        verdict);
  }

  /** For endpoints of OAuth 2.0, whose errors have another form. */
  static Reply oauth(Exhausted verdict) {
    return marked(
        TokenReplies.error(
            429,
            OAuth2Error.TEMPORARILY_UNAVAILABLE.setDescription(
                "Too many requests; try again later")),
        verdict);
  }

  /** The same answer with what it says of the limit. */
  public static Reply marked(Reply reply, Exhausted verdict) {
    String name = '"' + verdict.limit().label() + '"';
    return reply
        .retryAfter(Duration.ofSeconds(wholeSeconds(verdict.retryAfter())))
        .with(
            "RateLimit-Policy",
            name + ";q=" + verdict.permits() + ";w=" + wholeSeconds(verdict.window()))
        .with("RateLimit", name + ";r=0;t=" + wholeSeconds(verdict.retryAfter()));
  }

  private static long wholeSeconds(Duration wait) {
    return Math.max(1, wait.plus(ALMOST_A_SECOND).toSeconds());
  }
}
