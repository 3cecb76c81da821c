package io.portcullis.token;

import static io.portcullis.token.TokenServiceFixture.DEMO_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may read our answers in a browser (Fetch standard, CORS). */
class CrossOriginTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private static final String ALLOWED = "Access-Control-Allow-Origin";

  private HttpCaller open = new HttpCaller("");

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth2/token", "/oauth2/userinfo", "/oauth2/revoke"})
  void aPreflightIsAnsweredForAnyClientsOrigin(String path) {
    Answer own = open.options(path, "Origin", "https://web.example");
    Answer foreign = open.options(path, "Origin", "https://evil.example");

    assertThat(own.status()).isEqualTo(204);
    assertThat(own.header(ALLOWED)).isEqualTo("https://web.example");
    assertThat(own.header("Access-Control-Allow-Headers")).contains("Authorization");
    assertThat(own.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(own.header("Vary")).isEqualTo("Origin");
    assertThat(foreign.header(ALLOWED)).isEmpty();
  }

  @Test
  void anAnswerIsReadableForItsOwnClientsOriginsOnly() {
    assertThat(refresh("web", "https://web.example").header(ALLOWED))
        .isEqualTo("https://web.example");
    assertThat(refresh("web", "http://127.0.0.1:3000").header(ALLOWED))
        .isEqualTo("http://127.0.0.1:3000");
    assertThat(refresh("web", "https://evil.example").header(ALLOWED)).isEmpty();
    assertThat(refresh("web", "null").header(ALLOWED)).isEmpty();
    assertThat(refresh("demo", "https://web.example").header(ALLOWED)).isEmpty();
    assertThat(refresh("nobody", "https://web.example").header(ALLOWED)).isEmpty();
  }

  @Test
  void theClientIsFoundByBasicAndByItsToken() {
    String basic =
        Base64.getEncoder().encodeToString(("web:" + DEMO_SECRET).getBytes(StandardCharsets.UTF_8));
    Answer proved =
        open.post(
            "/oauth2/token",
            "grant_type=refresh_token&refresh_token=rt1.x",
            "Authorization",
            "Basic " + basic,
            "Origin",
            "https://web.example",
            "Content-Type",
            "application/x-www-form-urlencoded");
    Browser browser = new Browser(SERVICE.get().issuer());
    String token =
        Authorizing.exchange(open, Authorizing.code(browser, "ada")).text("access_token");
    Answer info =
        open.get(
            "/oauth2/userinfo",
            "Authorization",
            "Bearer " + token,
            "Origin",
            "https://web.example");

    assertThat(proved.status()).isEqualTo(400);
    assertThat(proved.header(ALLOWED)).isEqualTo("https://web.example");
    assertThat(info.status()).isEqualTo(200);
    assertThat(info.header(ALLOWED)).isEqualTo("https://web.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.well-known/openid-configuration", "/.well-known/jwks.json"})
  void whatIsPublicIsForEverybody(String path) {
    assertThat(open.get(path, "Origin", "https://evil.example").header(ALLOWED)).isEqualTo("*");
  }

  @Test
  void pagesAreForNobodyElse() {
    Answer page = open.get(Authorizing.path(), "Origin", "https://web.example");

    assertThat(page.header(ALLOWED)).isEmpty();
  }

  private Answer refresh(String client, String origin) {
    return open.post(
        "/oauth2/token",
        "grant_type=refresh_token&refresh_token=rt1.x&client_id=" + client,
        "Origin",
        origin,
        "Content-Type",
        "application/x-www-form-urlencoded");
  }
}
