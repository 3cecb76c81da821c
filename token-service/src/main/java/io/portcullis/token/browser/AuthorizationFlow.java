package io.portcullis.token.browser;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.openid.connect.sdk.OIDCError;
import io.portcullis.token.authorization.AuthorizationDecision;
import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.authorization.Interactions;
import io.portcullis.token.authorization.Prompt;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Reply;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import java.net.URI;
import java.util.Optional;

/** The way of an authorization request: at once back to its client, or by pages. */
final class AuthorizationFlow {
  private final URI issuer;
  private final Authorizations authorizations;
  private final Interactions interactions;
  private final RandomIds ids;
  private final RateLimits limits;
  private final PageReplies replies;

  AuthorizationFlow(
      URI issuer,
      Authorizations authorizations,
      Interactions interactions,
      RandomIds ids,
      RateLimits limits,
      PageReplies replies) {
    this.issuer = issuer;
    this.authorizations = authorizations;
    this.interactions = interactions;
    this.ids = ids;
    this.limits = limits;
    this.replies = replies;
  }

  /** A page that the user needs to see first. */
  sealed interface Needed {
    record Login() implements Needed {}

    record Consent(BrowserLogin login) implements Needed {}
  }

  /** Either the answer to the client, or the page that is needed. */
  sealed interface Step {
    record Answered(Reply reply) implements Step {}

    record Page(Needed needed) implements Step {}
  }

  /** Decides what comes next. */
  Step next(Visitor visitor, Reading.Accepted asked, Optional<Interaction> begun) {
    AuthorizationDecision decision =
        authorizations.decide(
            asked.request(), asked.client(), visitor.login(), visitor.device(), begun);
    return step(asked, decision, begun);
  }

  /** The user agrees. */
  Step agreed(Visitor visitor, Reading.Accepted asked, Interaction begun) {
    AuthorizationDecision decision =
        authorizations.agree(asked.request(), visitor.login(), visitor.device(), begun);
    return step(asked, decision, Optional.of(begun));
  }

  /** The user does not. */
  Reply denied(Reading.Accepted asked, Interaction begun, ErrorObject error) {
    interactions.end(begun);
    return asked.reply().refused(error, issuer);
  }

  /** Begins an interaction in this browser, and sends it to its page. */
  Reply begin(Visitor visitor, String parameters) {
    Optional<String> known = visitor.secrets().stream().findFirst();
    String secret = known.orElseGet(ids::secret);
    Interaction begun = interactions.begin(parameters, RandomIds.hash(secret));
    Reply reply = Reply.seeOther(new Addresses(issuer).interaction(begun));
    return known.isPresent() ? reply : visitor.known(reply, secret);
  }

  /** The same for whoever asks; of one address, only so many. */
  Reply begin(Call call, Visitor visitor, String parameters) {
    // What a page of another site loads as an image would take the permits of all its visitors.
    if (isInTheBackground(call)) {
      return replies.error(call, 400, "error.background");
    }
    return replies
        .limiting(RateLimit.BEGIN_PER_ADDRESS, limits, _ -> begin(visitor, parameters))
        .answer(call);
  }

  /** Fetch Metadata, as browsers send it; programs that only say a mode are none. */
  private static boolean isInTheBackground(Call call) {
    return !call.headers("sec-fetch-dest").isEmpty()
        && !call.headers("sec-fetch-mode").contains("navigate");
  }

  private Step step(
      Reading.Accepted asked, AuthorizationDecision decision, Optional<Interaction> begun) {
    boolean silent = asked.request().prompts().contains(Prompt.NONE);
    return switch (decision) {
      case AuthorizationDecision.Granted(String code) -> {
        begun.ifPresent(interactions::end);
        yield new Step.Answered(asked.reply().granted(code, issuer));
      }
      case AuthorizationDecision.LoginNeeded() ->
          silent
              ? new Step.Answered(asked.reply().refused(OIDCError.LOGIN_REQUIRED, issuer))
              : new Step.Page(new Needed.Login());
      case AuthorizationDecision.ConsentNeeded(BrowserLogin login) ->
          silent
              ? new Step.Answered(asked.reply().refused(OIDCError.CONSENT_REQUIRED, issuer))
              : new Step.Page(new Needed.Consent(login));
    };
  }
}
