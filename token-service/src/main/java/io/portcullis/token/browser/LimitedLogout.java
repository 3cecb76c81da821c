package io.portcullis.token.browser;

import io.portcullis.token.http.Call;
import io.portcullis.token.http.Endpoint;
import io.portcullis.token.http.Reply;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;

/** Logouts of one address, but only so many: a kept cookie or hint is good for one at any time. */
final class LimitedLogout implements Endpoint {
  private final Endpoint logout;
  private final RateLimits limits;
  private final PageReplies replies;

  LimitedLogout(Endpoint logout, RateLimits limits, PageReplies replies) {
    this.logout = logout;
    this.limits = limits;
    this.replies = replies;
  }

  @Override
  public Reply answer(Call call) {
    return switch (limits.take(RateLimit.LOGOUT_PER_ADDRESS, call.source())) {
      case Verdict.Allowed() -> logout.answer(call);
      case Verdict.Exhausted exhausted -> replies.limited(call, exhausted);
    };
  }
}
