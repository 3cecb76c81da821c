package io.portcullis.token.browser;

import io.portcullis.token.http.Call;
import io.portcullis.token.http.Endpoint;
import io.portcullis.token.http.Reply;
import io.portcullis.token.issuance.LoginLimits;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.util.Optional;

/** {@code POST /oauth2/interaction/{id}/provider}: a user chooses another provider. */
final class ProviderDeparture implements Endpoint {
  private final BegunInteractions interactions;
  private final ProviderVisiting visiting;
  private final LoginLimits limits;
  private final ProviderPages pages;

  ProviderDeparture(
      BegunInteractions interactions,
      ProviderVisiting visiting,
      LoginLimits limits,
      ProviderPages pages) {
    this.interactions = interactions;
    this.visiting = visiting;
    this.limits = limits;
    this.pages = pages;
  }

  @Override
  public Reply answer(Call call) {
    return interactions
        .find(call, call.pathParameter("interaction"))
        .map(begun -> answer(call, begun, Form.of(call)))
        .orElseGet(() -> pages.notBegun(call));
  }

  private Reply answer(Call call, Begun begun, Form form) {
    if (!begun.wasShown(form)) {
      return pages.notShown(call);
    }
    // Not when the user is back: any page can send a browser there, and would use up its permits.
    Optional<Exhausted> exhausted = limits.leaving(begun.visitor().address());
    return exhausted.isPresent()
        ? pages.limited(call, exhausted.get())
        : leave(call, begun, form.text("provider"));
  }

  private Reply leave(Call call, Begun begun, String provider) {
    return switch (visiting.begin(begun, provider)) {
      case ProviderVisiting.Way.To(var chosen, var uri) -> pages.leave(call, chosen, uri);
      case ProviderVisiting.Way.Away() -> pages.away(call, begun);
      case ProviderVisiting.Way.Nowhere() -> pages.interaction(begun);
    };
  }
}
