package io.portcullis.token.browser;

import io.portcullis.token.federation.Provider;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Reply;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.net.URI;
import java.time.Duration;

/** What people see on their way to another provider and back. */
final class ProviderPages {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Addresses addresses;
  private final PageReplies replies;

  ProviderPages(Addresses addresses, PageReplies replies) {
    this.addresses = addresses;
    this.replies = replies;
  }

  /** The way there. */
  Reply leave(Call call, Provider provider, URI uri) {
    return replies.leave(call, provider.name(), uri);
  }

  /** Back to where one chooses how to log in, or is asked what comes next. */
  Reply interaction(Begun begun) {
    return Reply.seeOther(addresses.interaction(begun.interaction()));
  }

  Reply cancelled(Begun begun) {
    return Reply.seeOther(addresses.cancelled(begun.interaction()));
  }

  Reply away(Call call, Begun begun) {
    return error(call, begun, 503, "error.provider_away").retryAfter(SOON);
  }

  Reply refused(Call call, Begun begun) {
    return error(call, begun, 400, "error.provider_refused");
  }

  /**
   * Nobody of ours.
   *
   * @param message key of why
   */
  Reply nobody(Call call, Begun begun, String message) {
    return error(call, begun, 403, message);
  }

  Reply limited(Call call, Exhausted verdict) {
    return replies.limited(call, verdict);
  }

  Reply notBegun(Call call) {
    return replies.error(call, 400, "error.interaction");
  }

  Reply notShown(Call call) {
    return replies.error(call, 403, "error.form");
  }

  private Reply error(Call call, Begun begun, int status, String message) {
    return replies.loginError(call, status, message, addresses.interaction(begun.interaction()));
  }
}
