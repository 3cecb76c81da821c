package io.portcullis.token.browser;

import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Endpoint;
import io.portcullis.token.http.RateLimitReplies;
import io.portcullis.token.http.Reply;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;
import io.portcullis.token.page.LeavePage;
import io.portcullis.token.page.MessagePage;
import io.portcullis.token.page.Messages;
import io.portcullis.token.page.Notice;
import io.portcullis.token.page.Pages;
import io.portcullis.token.page.Texts;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pages as answers, in the language of who asks, with all that keeps other sites out of them. */
final class PageReplies {
  private static final Logger LOG = LoggerFactory.getLogger(PageReplies.class);
  private static final String HTML = "text/html; charset=utf-8";

  private final Pages pages = new Pages();
  private final Messages messages;
  private final boolean secure;

  PageReplies(Messages messages, URI issuer) {
    this.messages = messages;
    this.secure = "https".equals(issuer.getScheme());
  }

  Pages pages() {
    return pages;
  }

  /** The texts for who asks; {@code uiLocales} is what the client thinks is best. */
  Texts texts(Call call, Optional<String> uiLocales) {
    return messages.inLanguageOf(uiLocales, call.headers("accept-language").stream().findFirst());
  }

  Texts texts(Call call) {
    return texts(call, Optional.empty());
  }

  /** A page whose forms lead nowhere but here. */
  Reply page(int status, String html) {
    return page(status, html, "");
  }

  /**
   * A page whose form may end elsewhere.
   *
   * @param destination the source expression that the form's redirect may lead to, since browsers
   *     hold {@code form-action} against redirects too
   */
  Reply page(int status, String html, String destination) {
    Reply reply =
        Reply.of(status, HTML, html)
            .with(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; form-action 'self'"
                    + (destination.isEmpty() ? "" : " " + destination)
                    + "; frame-ancestors 'none'; base-uri 'none'")
            .with("Referrer-Policy", "no-referrer")
            .with("X-Frame-Options", "DENY")
            .with("Cross-Origin-Opener-Policy", "same-origin")
            .with("Vary", "Accept-Language, Cookie");
    return secure
        ? reply.with("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        : reply;
  }

  /** Tells the user what is wrong, and nobody else. */
  Reply error(Call call, int status, String message) {
    return error(call, status, Notice.of(message));
  }

  /** The same with a gap that is filled. */
  Reply error(Call call, int status, Notice message) {
    return page(
        status,
        pages.message(
            texts(call), new MessagePage("error.title", message, call.requestId(), null)));
  }

  /** There were too many of these. */
  Reply limited(Call call, Verdict.Exhausted verdict) {
    return RateLimitReplies.marked(error(call, 429, Notice.limited(verdict.retryAfter())), verdict);
  }

  /** An error with a way back to the login page. */
  Reply loginError(Call call, int status, String message, String back) {
    return page(
        status,
        pages.message(
            texts(call),
            new MessagePage("error.title", Notice.of(message), call.requestId(), back)));
  }

  /**
   * Sends the browser elsewhere after a form. By a page, for browsers hold {@code form-action}
   * against every redirect that follows a form, also against those that are not ours.
   */
  Reply leave(Call call, String name, URI address) {
    return page(200, pages.leave(texts(call), new LeavePage(name, address.toString())));
  }

  Reply unavailable(Call call, Duration wait) {
    return error(call, 503, "error.unavailable").retryAfter(wait);
  }

  /** The endpoint, but of one address only so often. */
  Endpoint limiting(RateLimit limit, RateLimits limits, Endpoint endpoint) {
    return call ->
        switch (limits.take(limit, call.source())) {
          case Verdict.Allowed() -> endpoint.answer(call);
          case Verdict.Exhausted exhausted -> limited(call, exhausted);
        };
  }

  /** The endpoint, with a page for when storage is away, or we have failed. */
  @SuppressWarnings("CatchingUnchecked")
  Endpoint guarding(Endpoint endpoint) {
    return call -> {
      try {
        return endpoint.answer(call);
      } catch (StorageUnavailableException e) {
        LOG.warn("request {} not decided: {}", call.requestId(), e.getMessage());
        return unavailable(call, Duration.ofSeconds(1));
      } catch (RuntimeException e) {
        LOG.error("request {} failed", call.requestId(), e);
        return error(call, 500, "error.internal");
      }
    };
  }
}
