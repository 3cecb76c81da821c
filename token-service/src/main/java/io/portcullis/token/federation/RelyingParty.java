package io.portcullis.token.federation;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCClaimsRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.ClaimRequirement;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSetRequest;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.portcullis.kit.hash.Sha256;
import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.account.ProviderSubject;
import io.portcullis.token.federation.ProviderDirectory.Entry;
import io.portcullis.token.federation.ProviderLogin.Reason;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** We as a client of one provider: sends users there, and judges with what they come back. */
public final class RelyingParty {
  private static final Logger LOG = LoggerFactory.getLogger(RelyingParty.class);

  private static final Set<ErrorObject> AWAY =
      Set.of(OAuth2Error.TEMPORARILY_UNAVAILABLE, OAuth2Error.SERVER_ERROR);

  // OIDC Core 5.5.1: without it most say nothing of the time, and silent logins would have none.
  private static final OIDCClaimsRequest AUTH_TIME =
      new OIDCClaimsRequest()
          .withIDTokenClaimsRequest(
              new ClaimsSetRequest()
                  .add(
                      new ClaimsSetRequest.Entry("auth_time")
                          .withClaimRequirement(ClaimRequirement.ESSENTIAL)));

  private final Provider provider;
  private final ProviderHttp http;
  private final ProviderDirectory directory;
  private final InstantSource clock;

  public RelyingParty(
      Provider provider, ProviderHttp http, InstantSource clock, RandomGenerator random) {
    this.provider = provider;
    this.http = http;
    this.directory = new ProviderDirectory(provider, http, clock, random);
    this.clock = clock;
  }

  /**
   * What ties a visit to one browser and one time.
   *
   * @param state drawn for this visit
   * @param browserSecret known to the browser and to nobody else
   */
  public record Visit(String state, String browserSecret) {
    // Derived, so that nothing is kept with which a stolen code could be used.
    private CodeVerifier verifier() {
      return new CodeVerifier(derived("verifier"));
    }

    private Nonce nonce() {
      return new Nonce(derived("nonce"));
    }

    private String derived(String purpose) {
      return Sha256.hex(purpose + "\n" + state + "\n" + browserSecret);
    }

    @Override
    public String toString() {
      return "Visit[***]";
    }
  }

  public Provider provider() {
    return provider;
  }

  /** Asks the provider about itself, so that nobody has to wait for that later. */
  public void prepare() {
    directory.entry();
  }

  /** The address to send a user to, if the provider answers. */
  public Optional<URI> begin(Visit visit, LoginWish wish) {
    return directory.entry().map(entry -> request(entry.metadata(), visit, wish).toURI());
  }

  private AuthenticationRequest request(
      OIDCProviderMetadata metadata, Visit visit, LoginWish wish) {
    AuthenticationRequest.Builder request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                new Scope(provider.scopes().toArray(String[]::new)),
                new ClientID(provider.clientId()),
                provider.redirectUri())
            .endpointURI(metadata.getAuthorizationEndpointURI())
            .state(new State(visit.state()))
            .nonce(visit.nonce())
            .codeChallenge(visit.verifier(), CodeChallengeMethod.S256)
            .claims(AUTH_TIME);
    wish.prompt(metadata.getPromptTypes()).ifPresent(request::prompt);
    wish.askedAge().ifPresent(age -> request.maxAge(Math.toIntExact(age.toSeconds())));
    return request.build();
  }

  /**
   * Judges an answer.
   *
   * @param parameters as they came, each once
   * @param begun when the user was sent there
   */
  public ProviderLogin finish(
      Map<String, List<String>> parameters, Visit visit, LoginWish wish, Instant begun) {
    Optional<Entry> entry = directory.entry();
    if (entry.isEmpty()) {
      return new ProviderLogin.Away();
    }
    AuthenticationResponse answer;
    try {
      answer = AuthenticationResponseParser.parse(provider.redirectUri(), parameters);
    } catch (ParseException e) {
      return refused(Reason.ANSWER_MALFORMED);
    }
    if (!new State(visit.state()).equals(answer.getState())) {
      return refused(Reason.ANSWER_MALFORMED);
    }
    if (!isOurs(answer.getIssuer(), entry.get().metadata())) {
      return refused(Reason.ANOTHER_ISSUER);
    }
    if (!answer.indicatesSuccess()) {
      return failed(answer.toErrorResponse().getErrorObject());
    }
    AuthorizationCode code = answer.toSuccessResponse().getAuthorizationCode();
    return code == null
        ? refused(Reason.ANSWER_MALFORMED)
        : exchanged(entry.get(), code, visit, wish, begun);
  }

  // RFC 9207 section 2.4
  private boolean isOurs(@Nullable Issuer named, OIDCProviderMetadata metadata) {
    return named == null
        ? !metadata.supportsAuthorizationResponseIssuerParam()
        : named.equals(new Issuer(provider.issuer()));
  }

  private ProviderLogin failed(ErrorObject error) {
    if (OAuth2Error.ACCESS_DENIED.equals(error)) {
      return new ProviderLogin.Cancelled();
    }
    return AWAY.contains(error) ? new ProviderLogin.Away() : refused(Reason.ERROR_ANSWERED);
  }

  private ProviderLogin exchanged(
      Entry entry, AuthorizationCode code, Visit visit, LoginWish wish, Instant begun) {
    try {
      HTTPResponse answer =
          new TokenRequest.Builder(
                  entry.metadata().getTokenEndpointURI(),
                  authentication(entry.metadata()),
                  new AuthorizationCodeGrant(code, provider.redirectUri(), visit.verifier()))
              .build()
              .toHTTPRequest()
              .send(http);
      if (answer.getStatusCode() >= 500) {
        LOG.warn("the provider {} answers {}", provider.id(), answer.getStatusCode());
        return new ProviderLogin.Away();
      }
      TokenResponse tokens = OIDCTokenResponseParser.parse(answer);
      if (!tokens.indicatesSuccess()) {
        return refused(Reason.CODE_REFUSED);
      }
      JWT idToken =
          tokens instanceof OIDCTokenResponse openId ? openId.getOIDCTokens().getIDToken() : null;
      return idToken == null
          ? refused(Reason.ID_TOKEN_MISSING)
          : judged(entry, idToken, visit, wish, begun);
    } catch (IOException | KeySourceException e) {
      LOG.warn("the provider {} {}", provider.id(), e.getMessage());
      return new ProviderLogin.Away();
    } catch (ParseException e) {
      return refused(Reason.ID_TOKEN_MISSING);
    }
  }

  private ClientAuthentication authentication(OIDCProviderMetadata metadata) {
    ClientID id = new ClientID(provider.clientId());
    Secret secret = new Secret(provider.clientSecret().reveal());
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    // OpenID Connect Discovery section 3: without a list it is Basic.
    return methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        ? new ClientSecretBasic(id, secret)
        : new ClientSecretPost(id, secret);
  }

  private ProviderLogin judged(Entry entry, JWT idToken, Visit visit, LoginWish wish, Instant begun)
      throws KeySourceException {
    Optional<IDTokenClaimsSet> claims =
        new IdTokens(provider, entry.keys()).validate(idToken, visit.nonce());
    Optional<ProviderSubject> subject =
        claims.flatMap(token ->
            ProviderSubject.of(token.getIssuer().getValue(), token.getSubject().getValue()));
    if (subject.isEmpty()) {
      return refused(Reason.ID_TOKEN_INVALID);
    }
    Optional<Instant> at = claims.map(IDTokenClaimsSet::getAuthenticationTime).map(Date::toInstant);
    if (!wish.isMet(at, begun, clock.instant())) {
      return refused(Reason.LOGIN_TOO_OLD);
    }
    return new ProviderLogin.Proven(
        subject.get(),
        claims.filter(_ -> provider.trustEmail()).flatMap(RelyingParty::verifiedEmail),
        at.map(time -> LoginWish.byOurClock(time, begun)));
  }

  private static Optional<EmailAddress> verifiedEmail(IDTokenClaimsSet claims) {
    return Optional.ofNullable(claims.getStringClaim("email"))
        .filter(_ -> Boolean.TRUE.equals(claims.getBooleanClaim("email_verified")))
        .flatMap(EmailAddress::parse);
  }

  private ProviderLogin refused(Reason reason) {
    LOG.warn("a login by the provider {} is refused: {}", provider.id(), reason);
    return new ProviderLogin.Refused(reason);
  }
}
