package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** So many sessions of a user at once, and no more. */
class SessionLimitTest {
  private static final int MOST = 5;
  private static final int LOGINS = 32;

  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(() ->
          TokenServiceFixture.start(
              config -> config.replace("session: {", "session: {max_concurrent: " + MOST + ", ")));

  private HttpCaller open;

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
  }

  @Test
  void theOldestEndsForANewOne() {
    List<Answer> logins = new ArrayList<>();
    for (int i = 0; i <= MOST; i++) {
      logins.add(open.login("ada"));
    }

    assertThat(isLive(logins.getFirst())).isFalse();
    assertThat(open.refresh(logins.getFirst().text("refresh_token")).text("error"))
        .isEqualTo("invalid_grant");
    assertThat(logins.subList(1, logins.size())).allMatch(this::isLive);
  }

  @Test
  void aSessionThatHasEndedMakesRoom() {
    List<Answer> logins = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      logins.add(open.login("bob"));
    }
    Answer left =
        open.postJson(
            "/v1/logout", "{}", "Authorization", "Bearer " + logins.get(2).text("access_token"));
    assertThat(left.status()).isEqualTo(204);
    logins.remove(2);
    logins.add(open.login("bob"));

    assertThat(logins).allMatch(this::isLive);
  }

  @Test
  void sessionsByCodeCountAsWellButNotOfflineOnes() {
    Answer first = open.login("eve");
    Browser browser = new Browser(SERVICE.get().issuer());
    Authorizing.exchange(open, Authorizing.code(browser, "eve", "scope", "openid offline_access"));
    for (int i = 1; i < MOST; i++) {
      Authorizing.exchange(open, Authorizing.code(browser, "eve", "scope", "openid"));
    }
    assertThat(isLive(first)).isTrue();
    Authorizing.exchange(open, Authorizing.code(browser, "eve", "scope", "openid"));

    assertThat(isLive(first)).isFalse();
  }

  @Test
  void parallelLoginsKeepTheLimitAndAllSucceed() throws Exception {
    Callable<Answer> login = () -> open.login("cem");
    List<Answer> logins = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : executor.invokeAll(Collections.nCopies(LOGINS, login))) {
        logins.add(answer.get());
      }
    }

    assertThat(logins).allMatch(answer -> answer.status() == 200);
    assertThat(logins.stream().filter(this::isLive).count()).isEqualTo(MOST);
  }

  @Test
  void theListItselfIsNobodysSession() {
    String access = open.login("dot").text("access_token");

    assertThat(
            open.delete("/v1/sessions/user:7:default:dot", "Authorization", "Bearer " + access)
                .status())
        .isEqualTo(404);
  }

  private boolean isLive(Answer login) {
    return open.get("/v1/sessions", "Authorization", "Bearer " + login.text("access_token"))
            .status()
        == 200;
  }
}
