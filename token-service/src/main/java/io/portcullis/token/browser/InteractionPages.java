package io.portcullis.token.browser;

import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.federation.Providers;
import io.portcullis.token.federation.RelyingParty;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Reply;
import io.portcullis.token.page.ConsentPage;
import io.portcullis.token.page.LoginPage;
import io.portcullis.token.page.Notice;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an interaction shows. */
final class InteractionPages {
  private final Addresses addresses;
  private final PageReplies replies;
  private final Visitors visitors;
  private final Providers providers;

  InteractionPages(
      Addresses addresses, PageReplies replies, Visitors visitors, Providers providers) {
    this.addresses = addresses;
    this.replies = replies;
    this.visitors = visitors;
    this.providers = providers;
  }

  /** The login form, for an app or for one's own sessions. */
  Reply login(Call call, Begun begun, LoginTry tried) {
    Optional<Reading.Accepted> asked = begun.asked();
    return replies.page(
        tried.status(),
        replies
            .pages()
            .login(
                replies.texts(call, asked.flatMap(app -> app.hint("ui_locales"))),
                new LoginPage(
                    addresses.login(begun.interaction()),
                    FormTokens.of(begun.secret(), begun.interaction().id()),
                    asked.map(app -> app.client().displayName()).orElse(null),
                    tried.email().or(() -> asked.flatMap(app -> app.hint("login_hint"))).orElse(""),
                    tried.problem(),
                    offered(),
                    addresses.provider(begun.interaction()))),
        asked.map(InteractionPages::destination).orElse(""));
  }

  /**
   * How the last try went.
   *
   * @param email that was typed in
   * @param problem what to read
   */
  record LoginTry(int status, Optional<String> email, @Nullable Notice problem) {
    static final LoginTry NONE = new LoginTry(200, Optional.empty(), null);

    /** What was tried elsewhere, as our own redirect says. */
    static LoginTry before(Form query) {
      return query.text("login").equals("cancelled")
          ? new LoginTry(200, Optional.empty(), Notice.of("login.cancelled"))
          : NONE;
    }
  }

  private List<LoginPage.Provider> offered() {
    return providers.all().stream()
        .map(RelyingParty::provider)
        .map(provider -> new LoginPage.Provider(provider.id(), provider.name()))
        .toList();
  }

  /** Asks whether this user agrees to what the app asked for. */
  Reply consent(Call call, Begun begun, BrowserLogin who) {
    Reading.Accepted asked = begun.asked().orElseThrow();
    URI redirect = asked.request().redirectUri();
    String host = redirect.getHost();
    return replies.page(
        200,
        replies
            .pages()
            .consent(
                replies.texts(call, asked.hint("ui_locales")),
                new ConsentPage(
                    addresses.consent(begun.interaction()),
                    FormTokens.of(begun.secret(), consentPurpose(begun.interaction(), asked, who)),
                    asked.client().displayName(),
                    asked.request().scopes(),
                    Optional.of(asked.request().audience())
                        .filter(aud -> !aud.equals(asked.client().accessTokenAudience()))
                        .orElse(null),
                    host == null ? redirect.getScheme() : host,
                    visitors.name(who))),
        destination(asked));
  }

  /** What a consent is for: this user, these scopes, this audience. */
  static String consentPurpose(Interaction interaction, Reading.Accepted asked, BrowserLogin who) {
    return String.join(
        "\n",
        interaction.id(),
        who.id(),
        who.userId(),
        asked.request().audience(),
        String.join(" ", asked.request().scopes()));
  }

  private static String destination(Reading.Accepted asked) {
    return Addresses.source(asked.request().redirectUri());
  }
}
