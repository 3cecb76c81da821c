package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbFaults;
import io.portcullis.testkit.DynamoDbFaults.Fault;
import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.net.URI;
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
  record Troubled(TokenServiceFixture service, DynamoDbFaults storage) implements Fixture {
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
            return config.replace(endpoint.group(1), stub[0].endpoint().toString());
          });
      return new Troubled(service, stub[0]);
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
  void aRefreshIsNeverToldThatItsTokenIsInvalid(Fault fault) {
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
}
