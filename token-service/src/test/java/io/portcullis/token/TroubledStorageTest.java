package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbFaults;
import io.portcullis.testkit.DynamoDbFaults.Fault;
import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Storage in trouble is 503, and says nothing of anybody's token. */
class TroubledStorageTest {
  @RegisterExtension
  static final SharedFixture<Troubled> SERVICE = SharedFixture.of(Troubled::start);

  /** The service with a stub before DynamoDB. */
  record Troubled(TokenServiceFixture service, DynamoDbFaults storage, List<String> atStart)
      implements Fixture {
    private static final Pattern ENDPOINT = Pattern.compile("endpoint: \"([^\"]+)\"");

    static Troubled start() throws Exception {
      DynamoDbFaults[] stub = new DynamoDbFaults[1];
      TokenServiceFixture service =
          TokenServiceFixture.start(config -> {
            Matcher endpoint = ENDPOINT.matcher(config);
            if (!endpoint.find()) {
              throw new IllegalStateException("no endpoint in " + config);
            }
            stub[0] = DynamoDbFaults.before(URI.create(endpoint.group(1)));
            stub[0].listen();
            return config.replace(endpoint.group(1), stub[0].endpoint().toString());
          });
      return new Troubled(service, stub[0], stub[0].heard());
    }

    @Override
    public String logTail() {
      return service.logTail();
    }

    @Override
    public void close() {
      service.close();
      storage.close();
    }
  }

  @AfterEach
  void heal() {
    SERVICE.get().storage().heal();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"THROTTLED", "INTERNAL_ERROR"})
  void rfc6749Section52ARefreshIsNeverToldThatItsTokenIsInvalid(Fault fault) {
    HttpCaller open = SERVICE.get().service().open();
    String token = open.login("ada").text("refresh_token");
    SERVICE.get().storage().inject(fault, 1, 1);
    Answer answer = open.refresh(token);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    SERVICE.get().storage().heal();
    assertThat(open.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void aLoginIsNeverToldThatItsPasswordIsWrong() {
    SERVICE.get().storage().inject(Fault.THROTTLED, 1, 1);
    Answer answer = SERVICE.get().service().open().login("ada");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("code")).isEqualTo("unavailable");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void aRefreshWhoseReplyFromStorageWasLostIsAnsweredByTheSdksRepeat() {
    HttpCaller open = SERVICE.get().service().open();
    String token = open.login("ada").text("refresh_token");
    SERVICE.get().storage().onceWritten("UpdateItem", "test-sessions", () -> {});
    Answer answer = open.refresh(token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(open.refresh(token).text("refresh_token")).isEqualTo(answer.text("refresh_token"));
  }

  @Test
  void aLogoutThatFailedHalfWayIsFinishedByTheNextTry() {
    TokenServiceFixture service = SERVICE.get().service();
    Browser browser = new Browser(service.issuer());
    String code = Authorizing.code(browser, "bob", "scope", "openid");
    String token = Authorizing.exchange(service.open(), code).text("access_token");
    Browser.Page question = browser.get("/oauth2/logout");
    SERVICE
        .get()
        .storage()
        .onceWritten(
            "UpdateItem",
            "test-accounts",
            () -> SERVICE.get().storage().inject(Fault.THROTTLED, 1, 1));

    Browser.Page failed = browser.submit(question, "decision", "yes");
    assertThat(failed.status()).isEqualTo(503);
    assertThat(failed.asks("This does not work")).isTrue();
    assertThat(failed.header("Retry-After")).isEqualTo("1");
    SERVICE.get().storage().heal();
    Browser.Page done = browser.submit(browser.get("/oauth2/logout"), "decision", "yes");
    assertThat(done.asks("Logged out")).isTrue();
    assertThat(service.open().get("/oauth2/userinfo", "Authorization", "Bearer " + token).status())
        .isEqualTo(401);
  }

  @Test
  void aCodeIsStillGoodAfterAnExchangeThatCouldNotBeDecided() {
    TokenServiceFixture service = SERVICE.get().service();
    String code = Authorizing.code(new Browser(service.issuer()), "cem", "scope", "openid");
    SERVICE.get().storage().inject(Fault.THROTTLED, 1, 1);

    assertThat(Authorizing.exchange(service.open(), code).status()).isEqualTo(503);
    SERVICE.get().storage().heal();
    assertThat(Authorizing.exchange(service.open(), code).status()).isEqualTo(200);
  }

  @Test
  void rfc7009Section221ARevocationThatCannotBeMadeDurableIs503AndNever200() {
    HttpCaller open = SERVICE.get().service().open();
    String token = open.login("dot").text("refresh_token");
    SERVICE.get().storage().inject(Fault.CONFLICT, 1, 1);
    Answer failed = revoke(open, token);

    assertThat(failed.status()).as(failed.body()).isEqualTo(503);
    assertThat(failed.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(failed.header("Retry-After")).isEqualTo("1");
    SERVICE.get().storage().heal();
    String next = open.refresh(token).text("refresh_token");
    assertThat(revoke(open, next).status()).isEqualTo(200);
    assertThat(open.refresh(next).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aLoginCleansNothingUpHoweverManyThereWereBefore() {
    List<String> first = heardAtALogin();
    for (int i = 0; i < 6; i++) {
      heardAtALogin();
    }
    List<String> last = heardAtALogin();

    assertThat(last).hasSameSizeAs(first).isNotEmpty();
    assertThat(last).noneMatch(asked -> asked.matches("(?s).*(Delete|BatchWrite|Scan|Query).*"));
  }

  @Test
  void aBrowserWithManyCookiesCostsOneRead() {
    Browser browser = new Browser(SERVICE.get().service().issuer());
    for (int i = 0; i < 16; i++) {
      browser.cookies().put("portcullis-browser-" + i, "secret-" + i);
    }
    SERVICE.get().storage().listen();

    assertThat(browser.get("/oauth2/interaction/unknown").status()).isEqualTo(400);
    assertThat(SERVICE.get().storage().heard())
        .filteredOn(asked -> asked.contains("interaction#unknown"))
        .hasSize(1);
  }

  @Test
  void aRepeatedRefreshIsReadAndNotWritten() {
    HttpCaller open = SERVICE.get().service().open();
    String first = open.login("eve").text("refresh_token");
    String second = open.refresh(first).text("refresh_token");
    SERVICE.get().storage().listen();
    assertThat(open.refresh(first).text("refresh_token")).isEqualTo(second);

    assertThat(SERVICE.get().storage().heard())
        .filteredOn(asked -> asked.contains("\"test-sessions\""))
        .isNotEmpty()
        .allMatch(asked -> asked.startsWith("DynamoDB_20120810.GetItem "));
  }

  @Test
  void noSessionIsReadAtTheStart() {
    assertThat(SERVICE.get().atStart())
        .filteredOn(asked -> asked.contains("\"test-sessions\""))
        .isNotEmpty()
        .extracting(asked -> asked.substring(0, asked.indexOf(' ')).replaceFirst(".*\\.", ""))
        .allMatch(operation -> operation.endsWith("Table") || operation.endsWith("TimeToLive"));
  }

  /** What one login asks of the tables of sessions and accounts. */
  private static List<String> heardAtALogin() {
    SERVICE.get().storage().listen();
    assertThat(SERVICE.get().service().open().login("eve").status()).isEqualTo(200);
    return SERVICE.get().storage().heard().stream()
        .filter(asked -> asked.contains("\"test-sessions\"") || asked.contains("\"test-accounts\""))
        // Asked for each second by what tells clients of logouts.
        .filter(asked -> !asked.contains("\"logout-receivers\""))
        // Read when the kept one is too old.
        .filter(asked -> !asked.contains("\"client#"))
        .toList();
  }

  private static Answer revoke(HttpCaller open, String token) {
    return open.postForm("/oauth2/revoke", "client_id", "portcullis-app", "token", token);
  }
}
