package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.Repository;
import io.portcullis.testkit.SharedFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The programs of {@code interop/} against the service: clients that others wrote, and a browser.
 */
class InteropTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private static final List<String> STORY =
      List.of(
          "ok discovery",
          "ok code",
          "ok userinfo",
          "ok refresh",
          "ok introspection",
          "ok revocation",
          "ok logout");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "interop-openid-client, ada",
    "interop-oauth4webapi, bob",
    "interop-authlib, cem",
    "interop-go-oidc, dot",
  })
  void aForeignClientDoesTheWholeStory(String client, String user) throws Exception {
    assertThat(run(client, user)).containsExactlyElementsOf(STORY);
  }

  @Test
  void everyDifferenceFromAnotherProviderHasItsReason() throws Exception {
    assertThat(run("interop-differential", "ada")).last().asString().startsWith("ok 38 questions");
  }

  @Test
  void peopleGetAlongWithThePagesInChromium() throws Exception {
    assertThat(run("interop-pages", "eve"))
        .containsExactly(
            "ok keyboard, 320 px",
            "ok light, dark, forced colours",
            "ok no script",
            "ok back and reload",
            "ok another language",
            "ok policy reports nothing",
            "ok no frame");
  }

  /** The lines that a program prints until it ends. */
  private List<String> run(String client, String user) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder program =
        new ProcessBuilder(Repository.program(client).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    program.environment().putAll(environment(user));
    Process process = program.start();
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).as(client + " ends").isTrue();
      return Files.readAllLines(output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Map<String, String> environment(String user) {
    return Map.of(
        "ISSUER",
        SERVICE.get().issuer(),
        "CLIENT_ID",
        "web",
        "PUBLIC_CLIENT_ID",
        "app",
        "CLIENT_SECRET",
        TokenServiceFixture.DEMO_SECRET,
        "REDIRECT_URI",
        Authorizing.REDIRECT_URI,
        "POST_LOGOUT_REDIRECT_URI",
        "https://web.example/bye",
        "USER_EMAIL",
        user + "@example.com",
        "USER_PASSWORD",
        TokenServiceFixture.PASSWORD);
  }
}
