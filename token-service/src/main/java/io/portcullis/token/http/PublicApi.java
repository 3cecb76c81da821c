package io.portcullis.token.http;

import io.portcullis.token.authorization.PushedRequests;
import io.portcullis.token.client.ClientAuthenticator;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.issuance.BrowserLogout;
import io.portcullis.token.issuance.ClientTokens;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.issuance.TokenIssuer;
import io.portcullis.token.issuance.UserInfoReader;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.session.Devices;
import io.portcullis.token.session.SessionStore;
import io.portcullis.token.signing.SigningKeys;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The listener for everybody: OAuth 2.0 and our own apps. */
public final class PublicApi {
  static final String TOKEN = "/oauth2/token";
  static final String INTROSPECT = "/oauth2/introspect";
  static final String REVOKE = "/oauth2/revoke";
  static final String PUSHED_AUTHORIZATION = "/oauth2/par";
  static final String USER_INFO = "/oauth2/userinfo";
  static final String JWKS = "/.well-known/jwks.json";
  public static final String AUTHORIZE = "/oauth2/authorize";
  public static final String LOGOUT = "/oauth2/logout";

  private static final String METADATA = "/.well-known/oauth-authorization-server";
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private final Routes routes = new Routes();
  private final URI issuer;
  private final CrossOrigin crossOrigin;

  /**
   * @param issuer {@code iss}; its path, if any, is where a proxy puts this listener
   */
  public PublicApi(URI issuer, ClientStore clients) {
    this.issuer = issuer;
    this.crossOrigin = new CrossOrigin(clients);
  }

  /**
   * Adds what is told of all this.
   *
   * @param keys tell the algorithms of ID tokens
   * @param certificates how clients may prove themselves by one; none where nobody takes any
   */
  public PublicApi metadata(SigningKeys keys, List<CertificateMethod> certificates) {
    Endpoint metadata = CrossOrigin.forAll(new MetadataEndpoint(issuer, keys, certificates));
    routes.get(METADATA, metadata);
    // OpenID Connect Discovery section 4: after the issuer's path, which a proxy takes away.
    routes.get(DISCOVERY, metadata);
    if (!issuer.getPath().isEmpty()) {
      // RFC 8414 section 3.1: the well-known part comes before the issuer's own path.
      routes.get(METADATA + issuer.getPath(), metadata);
    }
    return this;
  }

  /** By which {@code aud} a client's assertion is for us: the issuer, or an endpoint it calls. */
  public static Set<String> audiences(URI issuer) {
    return Set.of(
        issuer.toString(),
        issuer + TOKEN,
        issuer + INTROSPECT,
        issuer + REVOKE,
        issuer + PUSHED_AUTHORIZATION);
  }

  /**
   * Adds the keys.
   *
   * @param keys renders the set from a strong read
   * @param maxAge for how long a verifier may keep it
   */
  public PublicApi keys(Supplier<String> keys, Duration maxAge, InstantSource clock) {
    routes.get(JWKS, CrossOrigin.forAll(new JwksEndpoint(keys, maxAge, clock)));
    return this;
  }

  /** Adds login and the token endpoint. */
  public PublicApi grants(TokenIssuer tokens, Devices devices) {
    routes.post("/v1/login", new LoginEndpoint(tokens, devices));
    TokenEndpoint token = new TokenEndpoint(new TokenRequests(URI.create(issuer + TOKEN)), tokens);
    routes.post(TOKEN, crossOrigin.forOwnOrigins(token)).options(TOKEN, crossOrigin.preflight());
    return this;
  }

  /** Adds pushed authorization requests. */
  public PublicApi pushedRequests(
      ClientAuthenticator clients,
      AuthorizationRequests requests,
      PushedRequests pushed,
      RateLimits limits) {
    routes.post(
        PUSHED_AUTHORIZATION,
        new PushedAuthorizationEndpoint(issuer, clients, requests, pushed, limits));
    return this;
  }

  /** Adds what a client may know of its user. */
  public PublicApi userInfo(UserInfoReader reader) {
    Endpoint userInfo = crossOrigin.forOwnOrigins(new UserInfoEndpoint(reader));
    routes
        .get(USER_INFO, userInfo)
        .post(USER_INFO, userInfo)
        .options(USER_INFO, crossOrigin.preflight());
    return this;
  }

  /** Adds what a client does with a token that it holds. */
  public PublicApi clientTokens(ClientTokens tokens, RateLimits limits) {
    routes.post(INTROSPECT, new IntrospectionEndpoint(issuer, tokens));
    routes
        .post(REVOKE, crossOrigin.forOwnOrigins(new RevocationEndpoint(issuer, tokens, limits)))
        .options(REVOKE, crossOrigin.preflight());
    return this;
  }

  /** Adds what a user does with sessions. */
  public PublicApi sessions(
      BearerCheck bearer,
      SessionStore sessions,
      Revocations revocations,
      BrowserLogout browsers,
      Reauthentication reauthentication) {
    LogoutEndpoint logout = new LogoutEndpoint(revocations, reauthentication, issuer.toString());
    SessionsEndpoint own = new SessionsEndpoint(sessions, browsers, reauthentication);
    routes.post("/v1/logout", bearer.guarding(logout::answer));
    routes.get("/v1/sessions", bearer.guarding(own::list));
    routes.delete("/v1/sessions", bearer.guarding(own::endOthers));
    routes.delete("/v1/sessions/{sid}", bearer.guarding(own::end));
    return this;
  }

  public Routes routes() {
    return routes;
  }
}
