package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service whose clock falls behind says 503, and uses up nothing meanwhile. */
class WrongClockTest {
  private static final AtomicReference<Duration> BEHIND = new AtomicReference<>(Duration.ZERO);

  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(() -> TokenServiceFixture.start(() -> Instant.now().minus(BEHIND.get())));

  private final HttpCaller open = SERVICE.get().open();

  @AfterEach
  void setTheClock() {
    BEHIND.set(Duration.ZERO);
  }

  @Test
  void aRefreshTokenIsStillGoodAndItsUserNoThief() throws Exception {
    String token = open.login("ada").text("refresh_token");
    BEHIND.set(Duration.ofHours(1));
    assertThat(open.refresh(token).status()).isEqualTo(503);
    setTheClock();

    assertThat(decided(() -> open.refresh(token)).status()).isEqualTo(200);
  }

  @Test
  void anAuthorizationCodeIsStillGood() throws Exception {
    String code = Authorizing.code(new Browser(SERVICE.get().issuer()), "bob", "scope", "openid");
    BEHIND.set(Duration.ofHours(1));
    awaitNotReady();
    assertThat(Authorizing.exchange(open, code).status()).isEqualTo(503);
    setTheClock();

    assertThat(decided(() -> Authorizing.exchange(open, code)).status()).isEqualTo(200);
  }

  @Test
  void anAuthorizationCodeIsStillGoodWhereItsOwnExchangeFindsTheClockWrong() throws Exception {
    Browser browser = new Browser(SERVICE.get().issuer());
    // In each round the exchange is the first to see DynamoDB's time, or one of our other callers.
    for (int round = 0; round < 10; round++) {
      String code = Authorizing.code(browser, "cem", "scope", "openid");
      BEHIND.set(Duration.ofHours(1));
      assertThat(Authorizing.exchange(open, code).status()).isEqualTo(503);
      setTheClock();

      assertThat(decided(() -> Authorizing.exchange(open, code)).status()).isEqualTo(200);
    }
  }

  private static void awaitNotReady() throws InterruptedException {
    for (int i = 0; SERVICE.get().probes().get("/readyz").status() == 200; i++) {
      assertThat(i).as("looks, 100 ms apart").isLessThan(300);
      Thread.sleep(100);
    }
  }

  /** The first answer that is not 503: the clock is compared again within moments. */
  private static Answer decided(Supplier<Answer> call) throws InterruptedException {
    Answer answer = call.get();
    for (int i = 0; answer.status() == 503; i++) {
      assertThat(i).as("tries, 100 ms apart").isLessThan(300);
      Thread.sleep(100);
      answer = call.get();
    }
    return answer;
  }
}
