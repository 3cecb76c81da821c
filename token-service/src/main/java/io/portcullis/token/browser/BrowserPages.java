package io.portcullis.token.browser;

import io.portcullis.token.account.ProviderLinks;
import io.portcullis.token.account.UserStore;
import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.authorization.Interactions;
import io.portcullis.token.authorization.ProviderVisits;
import io.portcullis.token.authorization.PushedRequests;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.federation.Providers;
import io.portcullis.token.http.AuthorizationRequests;
import io.portcullis.token.http.Endpoint;
import io.portcullis.token.http.PublicApi;
import io.portcullis.token.http.Reply;
import io.portcullis.token.http.Routes;
import io.portcullis.token.issuance.BrowserLogout;
import io.portcullis.token.issuance.LimitedPasswords;
import io.portcullis.token.issuance.LoginLimits;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.page.Messages;
import io.portcullis.token.page.Stylesheet;
import io.portcullis.token.session.Devices;
import io.portcullis.token.session.SessionStore;
import io.portcullis.token.signing.IdTokenVerifier;
import java.net.URI;
import java.time.Duration;

/** All pages, and the addresses they are at. */
public final class BrowserPages {
  private static final String STYLESHEETS = "/assets/";

  private BrowserPages() {}

  /** What the pages are about. */
  public record Authorization(
      Authorizations decisions,
      AuthorizationRequests requests,
      PushedRequests pushed,
      Interactions interactions,
      RandomIds ids) {}

  /** Who people are, what they are logged in to, and how often they may ask. */
  public record People(
      UserStore users,
      LimitedPasswords passwords,
      Devices devices,
      SessionStore sessions,
      BrowserLogout logout,
      Duration loginLife,
      RateLimits limits) {}

  /** Other providers by which people may log in; often none. */
  public record Federation(
      Providers providers, ProviderVisits visits, ProviderLinks links, LoginLimits limits) {}

  /** Where a provider sends users back to. */
  public static URI callback(URI issuer, String provider) {
    return URI.create(issuer + Addresses.CALLBACK + "/" + provider);
  }

  /** Adds the pages to the listener for everybody. */
  public static void addTo(
      Routes routes,
      URI issuer,
      Authorization authorization,
      People people,
      Federation federation,
      ClientStore clients,
      IdTokenVerifier idTokens) {
    Stylesheet stylesheet = Stylesheet.read();
    String address = STYLESHEETS + stylesheet.name();
    PageReplies replies = new PageReplies(Messages.read(issuer.getRawPath() + address), issuer);
    Addresses addresses = new Addresses(issuer);
    Visitors visitors =
        new Visitors(
            new Cookies(issuer), authorization.decisions(), people.users(), people.devices());
    AuthorizationFlow flow =
        new AuthorizationFlow(
            issuer,
            authorization.decisions(),
            authorization.interactions(),
            authorization.ids(),
            people.limits(),
            replies);
    BegunInteractions begun =
        new BegunInteractions(visitors, authorization.interactions(), authorization.requests());
    LogIn logIn =
        new LogIn(
            authorization.decisions(), people.logout(), people.loginLife(), addresses, replies);
    InteractionEndpoint interaction =
        new InteractionEndpoint(
            begun,
            flow,
            people.passwords(),
            logIn,
            new InteractionPages(addresses, replies, visitors, federation.providers()),
            addresses,
            replies);
    AuthorizationEndpoint authorize =
        new AuthorizationEndpoint(
            issuer, authorization.requests(), authorization.pushed(), flow, visitors, replies);
    OwnSessionsPage own =
        new OwnSessionsPage(visitors, flow, addresses, replies, people.sessions(), people.logout());
    Endpoint logout =
        // A kept cookie or hint is good for a logout at any time.
        replies.limiting(
            RateLimit.LOGOUT_PER_ADDRESS,
            people.limits(),
            new EndSessionEndpoint(
                visitors, addresses, replies, idTokens, clients, people.logout()));
    routes
        .get(PublicApi.AUTHORIZE, replies.guarding(authorize))
        .post(PublicApi.AUTHORIZE, replies.guarding(authorize))
        .get(Addresses.INTERACTION + "/{interaction}", replies.guarding(interaction::show))
        .get(Addresses.INTERACTION + "/{interaction}/login", replies.guarding(interaction::again))
        .get(Addresses.INTERACTION + "/{interaction}/consent", replies.guarding(interaction::again))
        .post(Addresses.INTERACTION + "/{interaction}/login", replies.guarding(interaction::login))
        .post(
            Addresses.INTERACTION + "/{interaction}/consent",
            replies.guarding(interaction::consent))
        .get(Addresses.OWN_SESSIONS, replies.guarding(own::show))
        .post(Addresses.OWN_SESSIONS, replies.guarding(own::end))
        .get(PublicApi.LOGOUT, replies.guarding(logout))
        .post(PublicApi.LOGOUT, replies.guarding(logout))
        .get(address, call -> css(stylesheet));
    if (!federation.providers().all().isEmpty()) {
      ProviderPages pages = new ProviderPages(addresses, replies);
      ProviderVisiting visiting =
          new ProviderVisiting(federation.providers(), federation.visits(), visitors, begun);
      ProviderDeparture departure =
          new ProviderDeparture(begun, visiting, federation.limits(), pages);
      ProviderReturn back =
          new ProviderReturn(
              visiting, new ProviderUsers(federation.links(), authorization.ids()), logIn, pages);
      routes
          .get(
              Addresses.INTERACTION + "/{interaction}/provider",
              replies.guarding(interaction::again))
          .post(Addresses.INTERACTION + "/{interaction}/provider", replies.guarding(departure))
          .get(Addresses.CALLBACK + "/{provider}", replies.guarding(back));
    }
  }

  private static Reply css(Stylesheet stylesheet) {
    return Reply.of(200, "text/css; charset=utf-8", stylesheet.text())
        .with("Cache-Control", "public, max-age=31536000, immutable");
  }
}
