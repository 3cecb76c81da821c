package io.portcullis.token.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.account.DynamoUserStore;
import io.portcullis.token.dynamo.DynamoAtomicWrites;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.LocalDynamo;
import io.portcullis.token.session.Device;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuthorizationStoresTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final Duration SESSION_LIFE = Duration.ofDays(30);

  private final MutableClock clock = MutableClock.at(Instant.now());
  private final RandomIds ids = new RandomIds(new SecureRandom());
  private DynamoConnection connection;

  @BeforeEach
  void open() {
    connection = LocalDynamo.connect(DYNAMO.get(), "stores-", clock);
    new DynamoUserStore(connection).createTable();
  }

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  void rfc6749Section412ACodeWorksForSixtySeconds() {
    DynamoAuthorizationCodes codes = new DynamoAuthorizationCodes(connection, clock);
    AuthorizationCode code = code();
    codes.add(code);
    clock.advance(Authorizations.CODE_LIFE.minusMillis(1));
    assertThat(codes.find(code.id())).contains(code);
    clock.advance(Duration.ofMillis(1));

    assertThat(codes.find(code.id())).isEmpty();
    assertThat(commits(codes.using(code, "sid"))).isFalse();
  }

  @Test
  void aUsedCodeIsRememberedWithItsSessionAndUsedByNobodyElse() {
    DynamoAuthorizationCodes codes = new DynamoAuthorizationCodes(connection, clock);
    AuthorizationCode code = code();
    codes.add(code);
    assertThat(commits(codes.using(code, "first"))).isTrue();
    assertThat(commits(codes.using(code, "second"))).isFalse();
    clock.advance(Duration.ofHours(1));

    assertThat(codes.find(code.id()).orElseThrow().usedBy()).contains("first");
  }

  @Test
  void aLoginThatIsOverIsKnownButNotFound() {
    DynamoBrowserLogins logins = new DynamoBrowserLogins(connection, clock, SESSION_LIFE);
    BrowserLogin login = login();
    logins.add(login);
    clock.advance(Duration.ofHours(12));

    assertThat(logins.find(login.id())).isEmpty();
    assertThat(logins.findEvenOver(login.id())).contains(login);
    assertThat(logins.end(login.id()).orElseThrow().ended()).isTrue();
    assertThat(logins.renew(login)).isFalse();
  }

  @Test
  void aTimeThatNobodyKnowsIsNotTheOneBefore() {
    DynamoBrowserLogins logins = new DynamoBrowserLogins(connection, clock, SESSION_LIFE);
    BrowserLogin login = login();
    logins.add(login);
    BrowserLogin again =
        new BrowserLogin(
            login.id(),
            login.secretHash(),
            login.tenant(),
            login.userId(),
            List.of(),
            login.epoch(),
            login.startMillis(),
            OptionalLong.empty(),
            login.loggedInAtMillis() + 1,
            login.expiryMillis() + 1,
            false,
            List.of());

    assertThat(logins.renew(again)).isTrue();
    assertThat(logins.find(login.id())).contains(again);
  }

  @Test
  void noSessionJoinsALoginThatHasEndedOrChangedMeanwhile() {
    DynamoBrowserLogins logins = new DynamoBrowserLogins(connection, clock, SESSION_LIFE);
    BrowserLogin login = login();
    logins.add(login);
    assertThat(commits(logins.joining(login, List.of(), "one"))).isTrue();
    assertThat(commits(logins.joining(login, List.of(), "two"))).isFalse();
    BrowserLogin read = logins.find(login.id()).orElseThrow();
    assertThat(logins.end(login.id()).orElseThrow().sids()).containsExactly("one");

    assertThat(commits(logins.joining(read, List.of(), "two"))).isFalse();
    assertThat(commits(logins.notEnded(read))).isFalse();
  }

  @Test
  void rfc9126Section22APushedRequestIsTakenOnceWithinItsLife() {
    DynamoPushedRequests pushed = new DynamoPushedRequests(connection, clock, new SecureRandom());
    String reference = pushed.push("web", "a=1");
    String late = pushed.push("web", "b=2");
    assertThat(pushed.take("other", reference)).isEmpty();
    assertThat(pushed.take("web", reference)).contains("a=1");
    assertThat(pushed.take("web", reference)).isEmpty();
    clock.advance(PushedRequests.LIFE);

    assertThat(pushed.take("web", late)).isEmpty();
  }

  @Test
  void anInteractionEndsAfterAQuarterOfAnHour() {
    DynamoInteractions interactions = new DynamoInteractions(connection, clock, new SecureRandom());
    Interaction begun = interactions.begin("a=1", "browser");
    assertThat(interactions.find(begun.id())).contains(begun);
    assertThat(interactions.find("another")).isEmpty();
    clock.advance(Duration.ofMinutes(15));

    assertThat(interactions.find(begun.id())).isEmpty();
  }

  @Test
  void aVisitElsewhereEndsOnceInItsBrowserAndWithinAQuarterOfAnHour() {
    DynamoProviderVisits visits = new DynamoProviderVisits(connection, clock, new SecureRandom());
    String state = visits.begin("one", "interaction", "browser");
    String late = visits.begin("one", "interaction", "browser");

    assertThat(visits.take(state, List.of())).isEmpty();
    assertThat(visits.take(state, List.of("another", "third"))).isEmpty();
    assertThat(visits.take(state, List.of("another", "browser")))
        .contains(new ProviderVisit("one", "interaction", clock.millis()));
    assertThat(visits.take(state, List.of("browser"))).isEmpty();
    clock.advance(Duration.ofMinutes(15));
    assertThat(visits.take(late, List.of("browser"))).isEmpty();
  }

  @Test
  void aConsentIsForOneUserClientAndAudience() {
    DynamoConsents consents = new DynamoConsents(connection, clock);
    ConsentKey consent = new ConsentKey("default", ids.name(), "web", "api");
    consents.add(consent, List.of("read"));
    consents.add(consent, List.of("write"));

    assertThat(consents.scopes(consent)).isEqualTo(Set.of("read", "write"));
    assertThat(consents.scopes(new ConsentKey("default", consent.userId(), "web", "other")))
        .isEmpty();
    assertThat(consents.scopes(new ConsentKey("defaul", "t" + consent.userId(), "web", "api")))
        .isEmpty();
  }

  private boolean commits(DynamoWrite write) {
    return new DynamoAtomicWrites(connection).commit(List.of(write));
  }

  private AuthorizationCode code() {
    return new AuthorizationCode(
        RandomIds.hash(ids.secret()),
        "web",
        URI.create("https://web.example/callback"),
        "default",
        "ada",
        "login",
        List.of("read"),
        "api",
        "challenge",
        Optional.empty(),
        List.of("pwd"),
        clock.millis(),
        OptionalLong.of(clock.millis()),
        clock.millis() + Authorizations.CODE_LIFE.toMillis(),
        new Device("Firefox on Linux", "uaHash", "ipHash"),
        Optional.empty());
  }

  private BrowserLogin login() {
    return new BrowserLogin(
        ids.name(),
        RandomIds.hash(ids.secret()),
        "default",
        "ada",
        List.of("pwd"),
        0,
        clock.millis(),
        OptionalLong.of(clock.millis()),
        clock.millis(),
        clock.millis() + Duration.ofHours(12).toMillis(),
        false,
        List.of());
  }
}
