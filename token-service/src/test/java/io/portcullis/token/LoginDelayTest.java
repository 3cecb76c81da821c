package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * After wrong passwords one has to wait; each test is of an account and of addresses of its own,
 * through a trusted proxy. The first wait is so long that no machine is too slow to see it.
 */
class LoginDelayTest {
  private static final String WRONG = "wrong";

  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(() -> TokenServiceFixture.start(LoginDelayTest::delayed));

  private static String delayed(String config) {
    return config.replaceFirst(
        "rate: \\{[^}]*}",
        "trusted_proxies: 1, rate: {login_per_address: 1000, login_per_user: 1000},"
            + " login_delay: {free_per_user: 2, free_per_address: 4, first: 10m}");
  }

  @BeforeAll
  static void untilRedisCounts() throws InterruptedException {
    SERVICE.get().untilRedisCounts(i -> logIn("nobody", WRONG, "192.0.2." + (100 + i)));
  }

  @Test
  void afterSomeWrongPasswordsAnAccountHasToWait() {
    for (int i = 0; i < 3; i++) {
      assertThat(logIn("ada", WRONG, "192.0.2." + i).status()).isEqualTo(401);
    }

    Answer answer = logIn("ada", TokenServiceFixture.PASSWORD, "192.0.2.9");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.text("code")).isEqualTo("rate_limited");
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 600);
    assertThat(answer.header("RateLimit"))
        .isEqualTo("\"login_per_user\";r=0;t=" + answer.header("Retry-After"));
    assertThat(answer.header("RateLimit-Policy"))
        .isEqualTo("\"login_per_user\";q=1;w=" + answer.header("Retry-After"));
    assertThat(logIn("bob", TokenServiceFixture.PASSWORD, "192.0.2.9").status()).isEqualTo(200);
    assertThat(SERVICE.get().metrics().get("/metrics").body())
        .contains("portcullis_login_delayed_total{limit=\"login_per_user\"}");
  }

  @Test
  void soHasAnAddressThatTriesManyAccounts() {
    for (int i = 0; i < 5; i++) {
      assertThat(logIn("nobody-" + i, WRONG, "198.51.100.1").status()).isEqualTo(401);
    }

    assertThat(logIn("cem", TokenServiceFixture.PASSWORD, "198.51.100.1").status()).isEqualTo(429);
    assertThat(logIn("cem", TokenServiceFixture.PASSWORD, "198.51.100.2").status()).isEqualTo(200);
  }

  @Test
  void strangersWhoGuessKeepNoKnownDeviceOut() {
    assertThat(logIn("dot", TokenServiceFixture.PASSWORD, "203.0.113.1").status()).isEqualTo(200);
    for (int i = 0; i < 4; i++) {
      logIn("dot", WRONG, "203.0.113.10" + i);
    }

    assertThat(logIn("dot", TokenServiceFixture.PASSWORD, "203.0.113.200").status()).isEqualTo(429);
    assertThat(logIn("dot", TokenServiceFixture.PASSWORD, "203.0.113.1").status()).isEqualTo(200);
  }

  @Test
  void theRightPasswordEndsIt() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 2; i++) {
        assertThat(logIn("eve", WRONG, "203.0.113.60").status()).isEqualTo(401);
      }
      assertThat(logIn("eve", TokenServiceFixture.PASSWORD, "203.0.113.60").status())
          .isEqualTo(200);
    }
  }

  @Test
  void thePageSaysForHowLong() {
    Browser browser = new Browser(SERVICE.get().issuer());
    Browser.Page login = browser.get(Authorizing.path());
    for (int i = 0; i < 3; i++) {
      login = browser.submit(login, "email", "fay@example.com", "password", WRONG);
      assertThat(login.status()).isEqualTo(422);
    }
    login = browser.logIn(login, "fay");

    assertThat(login.status()).isEqualTo(429);
    assertThat(login.body()).containsPattern("You can try again in (10|[2-9]) minutes\\.");
    assertThat(login.header("Retry-After")).isNotEmpty();
  }

  private static Answer logIn(String name, String password, String address) {
    return SERVICE
        .get()
        .open()
        .postJson(
            "/v1/login",
            "{\"email\":\"%s@example.com\",\"password\":\"%s\"}".formatted(name, password),
            "X-Forwarded-For",
            address);
  }
}
