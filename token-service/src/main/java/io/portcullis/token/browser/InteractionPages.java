package io.portcullis.token.browser;

import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Reply;
import io.portcullis.token.page.ConsentPage;
import io.portcullis.token.page.LoginPage;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an interaction shows. */
final class InteractionPages {
  private final Addresses addresses;
  private final PageReplies replies;
  private final Visitors visitors;

  InteractionPages(Addresses addresses, PageReplies replies, Visitors visitors) {
    this.addresses = addresses;
    this.replies = replies;
    this.visitors = visitors;
  }

  /** The login form, for an app or for one's own sessions. */
  Reply login(
      Call call,
      Interaction interaction,
      String secret,
      Optional<Reading.Accepted> asked,
      LoginTry tried) {
    return replies.page(
        tried.status(),
        replies
            .pages()
            .login(
                replies.texts(call, asked.flatMap(app -> app.hint("ui_locales"))),
                new LoginPage(
                    addresses.login(interaction),
                    FormTokens.of(secret, interaction.id()),
                    asked.map(app -> app.client().displayName()).orElse(null),
                    tried.email().or(() -> asked.flatMap(app -> app.hint("login_hint"))).orElse(""),
                    tried.problem())),
        asked.map(InteractionPages::destination).orElse(""));
  }

  /**
   * How the last try went.
   *
   * @param email that was typed in
   * @param problem key of what to read
   */
  record LoginTry(int status, Optional<String> email, @Nullable String problem) {
    static final LoginTry NONE = new LoginTry(200, Optional.empty(), null);
  }

  Reply consent(
      Call call, Interaction interaction, String secret, Reading.Accepted asked, BrowserLogin who) {
    URI redirect = asked.request().redirectUri();
    String host = redirect.getHost();
    return replies.page(
        200,
        replies
            .pages()
            .consent(
                replies.texts(call, asked.hint("ui_locales")),
                new ConsentPage(
                    addresses.consent(interaction),
                    FormTokens.of(secret, consentPurpose(interaction, asked, who)),
                    asked.client().displayName(),
                    asked.request().scopes(),
                    Optional.of(asked.request().audience())
                        .filter(aud -> !aud.equals(asked.client().accessTokenAudience()))
                        .orElse(null),
                    host == null ? redirect.getScheme() : host,
                    visitors.email(who))),
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
