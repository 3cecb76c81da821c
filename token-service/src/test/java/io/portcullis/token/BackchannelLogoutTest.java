package io.portcullis.token;

import static io.portcullis.token.TokenServiceFixture.DEMO_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import io.portcullis.token.LogoutReceiver.Received;
import io.portcullis.token.client.BackchannelLogout;
import io.portcullis.token.client.CertificateRules;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientSecret;
import io.portcullis.token.client.RefreshRules;
import io.portcullis.token.client.TokenAlgorithms;
import io.portcullis.token.dynamo.DynamoConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenID Connect Back-Channel Logout 1.0, against receivers by real HTTP. */
class BackchannelLogoutTest {
  private static final int ATTEMPTS = 3;

  /** More than a batch read takes. */
  private static final int MANY = 130;

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(() ->
          TokenServiceFixture.start(config ->
              config.replace("signing: {", "signing: {rs256: true, ")
                  + "backchannel_logout: {timeout: 3s, attempts: 3}\n"));

  private final List<LogoutReceiver> receivers = new ArrayList<>();
  private HttpCaller open = new HttpCaller("");

  /** A session and what speaks for it. */
  private record Opened(String clientId, String refreshToken) {
    String sid() {
      return refreshToken.split("\\.", -1)[2];
    }
  }

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
  }

  @AfterEach
  void stop() {
    receivers.forEach(LogoutReceiver::close);
  }

  @Test
  void section2_1DiscoverySaysThatItIsSupported() {
    Answer metadata = open.get("/.well-known/openid-configuration");

    assertThat(metadata.json().path("backchannel_logout_supported").asBoolean()).isTrue();
    assertThat(metadata.json().path("backchannel_logout_session_supported").asBoolean()).isTrue();
    assertThat(metadata.json().path("claims_supported").toString()).contains("\"sid\"");
  }

  @Test
  void section2_4TheLogoutTokenIsOneToForeignEyes() throws Exception {
    LogoutReceiver receiver = receiver();
    Opened session = session(client("told", receiver), "ada");
    revokeByClient(session);
    Received received = receiver.awaitSid(session.sid());

    SignedJWT token = SignedJWT.parse(received.token());
    assertThat(token.getHeader().getType().toString()).isEqualTo("logout+jwt");
    LogoutTokenClaimsSet claims =
        new LogoutTokenValidator(
                new Issuer(SERVICE.get().issuer()),
                new ClientID("told"),
                JWSAlgorithm.ES256,
                JWKSet.parse(open.get("/.well-known/jwks.json").body()))
            .validate(token);
    assertThat(claims.getSubject().getValue()).isEqualTo("ada");
    assertThat(claims.getSessionID().getValue()).isEqualTo(session.sid());
    assertThat(claims.getJWTID().getValue()).hasSize(22);
    Date issued = token.getJWTClaimsSet().getIssueTime();
    assertThat(token.getJWTClaimsSet().getExpirationTime())
        .isBetween(issued, Date.from(issued.toInstant().plusSeconds(120)), false, true);
    assertThat(token.getJWTClaimsSet().getClaims()).doesNotContainKey("nonce");
    assertThat(token.getJWTClaimsSet().getJSONObjectClaim("events"))
        .containsOnlyKeys("http://schemas.openid.net/event/backchannel-logout");
  }

  @Test
  void section2_5ItIsPostedAsAForm() throws Exception {
    LogoutReceiver receiver = receiver();
    Opened session = session(client("told", receiver), "ada");
    revokeByClient(session);
    Received received = receiver.awaitSid(session.sid());

    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.contentType()).isEqualTo("application/x-www-form-urlencoded");
    assertThat(received.body()).matches("logout_token=[A-Za-z0-9_.-]+");
  }

  @Test
  void section2_6ItIsSignedByTheAlgorithmOfTheClientsIdTokens() throws Exception {
    LogoutReceiver receiver = receiver();
    Opened session = session(client("old-fashioned", receiver, Optional.of("RS256")), "ada");
    revokeByClient(session);

    assertThat(SignedJWT.parse(receiver.awaitSid(session.sid()).token()).getHeader().getAlgorithm())
        .isEqualTo(JWSAlgorithm.RS256);
  }

  @Test
  void section2_5AnEndByAnyActIsTold() throws Exception {
    LogoutReceiver receiver = receiver();
    String client = client("told", receiver);
    Opened byItself = session(client, "bob");
    Opened byAnother = session(client, "bob");
    Opened byOperator = session(client, "bob");
    String access = access(byItself);

    assertThat(end("/v1/sessions/" + byAnother.sid(), access)).isEqualTo(204);
    receiver.awaitSid(byAnother.sid());
    assertThat(SERVICE.get().revoke("session", byOperator.sid()).status()).isEqualTo(200);
    receiver.awaitSid(byOperator.sid());
    assertThat(open.postJson("/v1/logout", "{}", "Authorization", "Bearer " + access).status())
        .isEqualTo(204);
    receiver.awaitSid(byItself.sid());
  }

  @Test
  void section2_5AllOthersAreToldAndTheOneThatGoesOnIsNot() throws Exception {
    LogoutReceiver receiver = receiver();
    String client = client("told", receiver);
    Opened stays = session(client, "cem");
    List<Opened> others = sessions(client, "cem", 3);

    assertThat(end("/v1/sessions", access(stays))).isEqualTo(204);
    for (Opened other : others) {
      receiver.awaitSid(other.sid());
    }
    assertThat(receiver.sids()).doesNotContain(stays.sid());
  }

  @Test
  void section2_5AFamilyThatEndsByReuseIsTold() throws Exception {
    LogoutReceiver receiver = receiver();
    Opened session = session(client("told-at-once", receiver), "dot");
    assertThat(refresh(session).status()).isEqualTo(200);
    assertThat(refresh(session).text("error")).isEqualTo("invalid_grant");

    receiver.awaitSid(session.sid());
  }

  @Test
  void section2_5EverySessionOfALoginIsTold() throws Exception {
    LogoutReceiver receiver = receiver();
    client("rp", receiver);
    Browser browser = new Browser(SERVICE.get().issuer());
    Answer first = byCode(browser, "eve");
    Answer second = byCode(browser, "eve");
    String sid = SignedJWT.parse(first.text("id_token")).getJWTClaimsSet().getStringClaim("sid");

    browser.get("/oauth2/logout?id_token_hint=" + first.text("id_token"));
    receiver.awaitSid(sid);
    receiver.awaitSid(
        SignedJWT.parse(second.text("id_token")).getJWTClaimsSet().getStringClaim("sid"));
  }

  @Test
  void section2_5LogOutEverywhereIsToldToEachOfThreeClients() throws Exception {
    List<LogoutReceiver> three = List.of(receiver(), receiver(), receiver());
    List<Opened> sessions = new ArrayList<>();
    for (int i = 0; i < three.size(); i++) {
      sessions.addAll(sessions(client("three-" + i, three.get(i)), "fay", 2));
    }
    Opened untold = session("kiosk", "fay");
    Opened somebodyElses = session("three-0", "gus");
    String access = access(sessions.getFirst());

    assertThat(
            open.postJson("/v1/logout", "{\"all\":true}", "Authorization", "Bearer " + access)
                .status())
        .isEqualTo(204);
    for (int i = 0; i < sessions.size(); i++) {
      three.get(i / 2).awaitSid(sessions.get(i).sid());
    }
    assertThat(three.stream().flatMap(receiver -> receiver.sids().stream()))
        .doesNotContain(untold.sid(), somebodyElses.sid())
        .doesNotHaveDuplicates();
  }

  @Test
  void section2_5LogOutEverywhereIsCompleteBeyondOnePageAndARestart() throws Exception {
    LogoutReceiver receiver = receiver();
    String client = client("many", receiver);
    List<String> sids =
        SERVICE.get().openSessions(MANY, client, "gus").stream()
            .map(token -> new Opened(client, token).sid())
            .toList();

    assertThat(SERVICE.get().revoke("user", "gus").status()).isEqualTo(200);
    receiver.await(all -> !all.isEmpty());
    SERVICE.get().stop();
    SERVICE.get().startAgain();
    receiver.await(all -> all.size() >= MANY && Set.copyOf(receiver.sids()).size() == MANY);
    assertThat(receiver.sids()).containsAll(sids);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tenant", "client"})
  void section2_5ARevocationAtLargeIsTold(String type) throws Exception {
    LogoutReceiver receiver = receiver();
    String client = client("large-" + type, receiver);
    List<Opened> sessions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sessions.add(new Opened(client, SERVICE.get().openSessionIn("other", client, "tia")));
    }

    assertThat(SERVICE.get().revoke(type, type.equals("tenant") ? "other" : client).status())
        .isEqualTo(200);
    for (Opened session : sessions) {
      receiver.awaitSid(session.sid());
    }
  }

  @Test
  void section2_5ASessionThatIsEndedTwiceIsToldOnce() throws Exception {
    LogoutReceiver receiver = receiver();
    String client = client("told", receiver);
    Opened session = session(client, "ivy");
    Opened later = session(client, "ivy");

    revokeByClient(session);
    revokeByClient(session);
    SERVICE.get().revoke("session", session.sid());
    SERVICE.get().revoke("user", "ivy");
    receiver.awaitSid(later.sid());
    assertThat(receiver.sids()).containsOnlyOnce(session.sid());
  }

  @Test
  void aClientWithoutAnAddressCostsNothing() throws Exception {
    revokeByClient(session("kiosk", "ada"));

    assertThat(waitingFor("kiosk")).isZero();
  }

  @Test
  void section2_8AFailingReceiverIsToldAgain() throws Exception {
    LogoutReceiver receiver =
        receiver()
            .answering((exchange, requests) ->
                LogoutReceiver.status(requests < ATTEMPTS ? 503 : 204).answer(exchange, requests));
    Opened session = session(client("failing", receiver), "ada");
    revokeByClient(session);
    List<Received> tries = receiver.await(all -> all.size() == ATTEMPTS);

    assertThat(tries).extracting(one -> one.claim("sid")).containsOnly(session.sid());
    assertThat(tries).extracting(one -> one.claim("jti")).doesNotHaveDuplicates();
    awaitNothingWaits("failing");
  }

  @Test
  void section2_8AClientThatRefusesIsNotAskedAgain() throws Exception {
    LogoutReceiver receiver = receiver().answering(LogoutReceiver.status(400));
    revokeByClient(session(client("refusing", receiver), "ada"));

    awaitNothingWaits("refusing");
    assertThat(receiver.all()).hasSize(1);
  }

  @Test
  void aReceiverThatFailsForGoodIsGivenUp() throws Exception {
    LogoutReceiver receiver = receiver().answering(LogoutReceiver.status(500));
    revokeByClient(session(client("broken", receiver), "ada"));

    awaitNothingWaits("broken");
    assertThat(receiver.all()).hasSize(ATTEMPTS);
    assertThat(SERVICE.get().metrics().get("/metrics").body())
        .containsPattern("portcullis_backchannel_logout_total\\{outcome=\"given_up\"[^}]*} [1-9]");
  }

  @Test
  void section2_5NoRedirectIsFollowed() throws Exception {
    LogoutReceiver elsewhere = receiver();
    LogoutReceiver receiver =
        receiver()
            .answering((exchange, requests) -> {
              exchange.getResponseHeaders().add("Location", elsewhere.uri().toString());
              exchange.sendResponseHeaders(307, -1);
            });
    revokeByClient(session(client("redirecting", receiver), "ada"));

    awaitNothingWaits("redirecting");
    assertThat(receiver.all()).hasSize(ATTEMPTS);
    assertThat(elsewhere.all()).isEmpty();
  }

  @Test
  void anEndlessBodyIsNotRead() throws Exception {
    LogoutReceiver receiver =
        receiver()
            .answering((exchange, requests) -> {
              exchange.sendResponseHeaders(200, 0);
              while (true) {
                exchange.getResponseBody().write(new byte[1024]);
              }
            });
    revokeByClient(session(client("endless", receiver), "ada"));

    awaitNothingWaits("endless");
    assertThat(receiver.all()).hasSize(1);
  }

  @Test
  void section2_5ASlowAndADeadReceiverDelayNobodyElse() throws Exception {
    LogoutReceiver slow =
        receiver()
            .answering((exchange, requests) -> TimeUnit.MILLISECONDS.sleep(2 * TIMEOUT.toMillis()));
    LogoutReceiver good = receiver();
    String slowClient = client("slow", slow);
    String deadClient = client("dead", URI.create("http://127.0.0.1:" + FreePorts.next() + "/"));
    String goodClient = client("good", good);
    List<Opened> first = sessions(slowClient, "bob", 20);
    first.addAll(sessions(deadClient, "bob", 20));
    first.forEach(this::revokeByClient);
    slow.await(all -> !all.isEmpty());
    List<Opened> later = sessions(goodClient, "bob", 5);
    later.forEach(this::revokeByClient);

    for (Opened session : later) {
      good.awaitSid(session.sid());
    }
    assertThat(waitingFor(slowClient)).isPositive();
  }

  @Test
  void section2_5WhatWaitsOutlivesARestart() throws Exception {
    int port = FreePorts.next();
    String client = client("away", URI.create("http://127.0.0.1:" + port + "/logout"));
    Opened session = session(client, "ada");
    revokeByClient(session);
    SERVICE.get().stop();
    assertThat(waitingFor(client)).isEqualTo(1);
    LogoutReceiver receiver = LogoutReceiver.startAt(port);
    receivers.add(receiver);
    SERVICE.get().startAgain();

    receiver.awaitSid(session.sid());
    awaitNothingWaits(client);
  }

  private LogoutReceiver receiver() throws IOException {
    LogoutReceiver receiver = LogoutReceiver.start();
    receivers.add(receiver);
    return receiver;
  }

  private static String client(String id, LogoutReceiver receiver) {
    return client(id, receiver, Optional.empty());
  }

  private static String client(String id, LogoutReceiver receiver, Optional<String> algorithm) {
    return client(id, receiver.uri(), algorithm);
  }

  private static String client(String id, URI receiver) {
    return client(id, receiver, Optional.empty());
  }

  private static String client(String id, URI receiver, Optional<String> algorithm) {
    boolean web = id.equals("rp");
    SERVICE
        .get()
        .register(
            new Client(
                id,
                Optional.empty(),
                web ? Optional.of(ClientSecret.parse(DEMO_SECRET).hash()) : Optional.empty(),
                Optional.empty(),
                Set.of("authorization_code", "refresh_token"),
                Set.of("openid", "read"),
                List.of(Authorizing.REDIRECT_URI),
                List.of(),
                "api",
                Set.of(),
                Set.of(),
                new RefreshRules(
                    id.equals("told-at-once") ? Optional.of(Duration.ZERO) : Optional.empty(),
                    true),
                true,
                false,
                new TokenAlgorithms(algorithm, Optional.empty()),
                Set.of(),
                Optional.of(new BackchannelLogout(receiver, true)),
                CertificateRules.NONE));
    return id;
  }

  private static Opened session(String client, String user) throws IOException {
    return new Opened(client, SERVICE.get().openSession(client, user));
  }

  private static List<Opened> sessions(String client, String user, int count) throws IOException {
    List<Opened> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sessions.add(session(client, user));
    }
    return sessions;
  }

  private Answer byCode(Browser browser, String user) {
    String code =
        Authorizing.code(browser, user, "client_id", "rp", "scope", "openid", "nonce", "n");
    return open.postFormAs(
        "rp",
        DEMO_SECRET,
        "/oauth2/token",
        "grant_type",
        "authorization_code",
        "code",
        code,
        "redirect_uri",
        Authorizing.REDIRECT_URI,
        "code_verifier",
        Authorizing.VERIFIER);
  }

  private void revokeByClient(Opened session) {
    assertThat(
            open.postForm(
                    "/oauth2/revoke",
                    "token",
                    session.refreshToken(),
                    "client_id",
                    session.clientId())
                .status())
        .isEqualTo(200);
  }

  private Answer refresh(Opened session) {
    return open.postForm(
        "/oauth2/token",
        "grant_type",
        "refresh_token",
        "refresh_token",
        session.refreshToken(),
        "client_id",
        session.clientId());
  }

  private String access(Opened session) {
    return refresh(session).text("access_token");
  }

  private int end(String path, String access) {
    return open.delete(path, "Authorization", "Bearer " + access).status();
  }

  private static int waitingFor(String client) {
    try (DynamoConnection connection = SERVICE.get().connection()) {
      return OutboxLook.waiting(connection, client);
    }
  }

  private static void awaitNothingWaits(String client) throws InterruptedException {
    for (int look = 0; waitingFor(client) > 0; look++) {
      assertThat(look).as("looks at what waits for " + client).isLessThan(600);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
