package io.portcullis.token.http;

import io.portcullis.token.account.PasswordVerifier;
import io.portcullis.token.issuance.AccessTokenChecker;
import io.portcullis.token.issuance.ClientTokens;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.issuance.TokenIssuer;
import io.portcullis.token.session.Devices;
import io.portcullis.token.session.SessionStore;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;

/** The listener for everybody: OAuth 2.0 and our own apps. */
public final class PublicApi {
  static final String TOKEN = "/oauth2/token";
  static final String INTROSPECT = "/oauth2/introspect";
  static final String REVOKE = "/oauth2/revoke";
  static final String JWKS = "/.well-known/jwks.json";
  private static final String METADATA = "/.well-known/oauth-authorization-server";

  private final Routes routes = new Routes();
  private final URI issuer;

  /**
   * @param issuer {@code iss}; its path, if any, is where a proxy puts this listener
   */
  public PublicApi(URI issuer) {
    this.issuer = issuer;
    MetadataEndpoint metadata = new MetadataEndpoint(issuer);
    routes.get(METADATA, metadata);
    if (!issuer.getPath().isEmpty()) {
      // RFC 8414 section 3.1: the well-known part comes before the issuer's own path.
      routes.get(METADATA + issuer.getPath(), metadata);
    }
  }

  /** By which {@code aud} a client's assertion is for us: the issuer, or an endpoint it calls. */
  public static Set<String> audiences(URI issuer) {
    return Set.of(issuer.toString(), issuer + TOKEN, issuer + INTROSPECT, issuer + REVOKE);
  }

  /**
   * Adds the keys.
   *
   * @param keys renders the set from a strong read
   * @param maxAge for how long a verifier may keep it
   */
  public PublicApi keys(Supplier<String> keys, Duration maxAge) {
    routes.get(JWKS, new JwksEndpoint(keys, maxAge));
    return this;
  }

  /** Adds login and the token endpoint. */
  public PublicApi grants(TokenIssuer tokens, Devices devices) {
    routes.post("/v1/login", new LoginEndpoint(tokens, devices));
    routes.post(TOKEN, new TokenEndpoint(new TokenRequests(URI.create(issuer + TOKEN)), tokens));
    return this;
  }

  /** Adds what a client does with a token that it holds. */
  public PublicApi clientTokens(ClientTokens tokens) {
    routes.post(INTROSPECT, new IntrospectionEndpoint(issuer, tokens));
    routes.post(REVOKE, new RevocationEndpoint(issuer, tokens));
    return this;
  }

  /** Adds what a user does with sessions. */
  public PublicApi sessions(
      AccessTokenChecker checker,
      SessionStore sessions,
      Revocations revocations,
      PasswordVerifier passwords,
      InstantSource clock) {
    BearerCheck bearer = new BearerCheck(checker);
    Reauthentication reauthentication = new Reauthentication(passwords, clock);
    LogoutEndpoint logout = new LogoutEndpoint(revocations, reauthentication, issuer.toString());
    SessionsEndpoint own =
        new SessionsEndpoint(sessions, revocations, reauthentication, issuer.toString());
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
