package io.portcullis.token.browser;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.portcullis.token.authorization.PushedRequests;
import io.portcullis.token.http.AuthorizationRequests;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Endpoint;
import io.portcullis.token.http.Reply;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET|POST /oauth2/authorize} (RFC 6749 section 3.1, RFC 9126 section 4). */
final class AuthorizationEndpoint implements Endpoint {
  private static final int MAX_REFERENCE_CHARACTERS = 128;

  private final URI issuer;
  private final AuthorizationRequests requests;
  private final PushedRequests pushed;
  private final AuthorizationFlow flow;
  private final Visitors visitors;
  private final PageReplies replies;

  AuthorizationEndpoint(
      URI issuer,
      AuthorizationRequests requests,
      PushedRequests pushed,
      AuthorizationFlow flow,
      Visitors visitors,
      PageReplies replies) {
    this.issuer = issuer;
    this.requests = requests;
    this.pushed = pushed;
    this.flow = flow;
    this.visitors = visitors;
    this.replies = replies;
  }

  @Override
  public Reply answer(Call call) {
    Form sent = Form.of(call);
    Optional<String> reference =
        sent.one("request_uri")
            .filter(uri -> uri.startsWith(AuthorizationRequests.PUSHED_URN))
            .map(uri -> uri.substring(AuthorizationRequests.PUSHED_URN.length()))
            .filter(text -> !text.isEmpty() && text.length() <= MAX_REFERENCE_CHARACTERS);
    if (reference.isEmpty()) {
      return answer(call, sent.fields(), false);
    }
    return AuthorizationRequests.clientId(sent.fields())
        .flatMap(client -> pushed.take(client, reference.get()))
        .map(parameters -> answer(call, AuthorizationRequests.parse(parameters), true))
        .orElseGet(() -> replies.error(call, 400, "error.request_uri"));
  }

  private Reply answer(Call call, Map<String, List<String>> parameters, boolean wasPushed) {
    return switch (requests.judge(parameters, wasPushed)) {
      case Reading.Unanswerable(String message) -> replies.error(call, 400, message);
      case Reading.Refused refused -> refused.reply().refused(refused.error(), issuer);
      case Reading.Accepted accepted -> answer(call, accepted, wasPushed);
    };
  }

  private Reply answer(Call call, Reading.Accepted accepted, boolean wasPushed) {
    Visitor visitor = visitors.of(call);
    return switch (flow.next(visitor, accepted, Optional.empty())) {
      case AuthorizationFlow.Step.Answered(Reply reply) -> reply;
      case AuthorizationFlow.Step.Page _ -> {
        String parameters = URLUtils.serializeParameters(accepted.parameters());
        // What was pushed was counted then, and works once.
        yield wasPushed ? flow.begin(visitor, parameters) : flow.begin(call, visitor, parameters);
      }
    };
  }
}
