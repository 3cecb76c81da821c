package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A token beside an API key, on a route whose policy takes both and on one that takes one. */
final class ApiKeyThroughEnvoyTest {
  @TempDir private static Path folder = Path.of("");

  @RegisterExtension
  static final SharedFixture<ServerBehindEnvoy> EDGE =
      SharedFixture.of(() ->
          ServerBehindEnvoy.start(
              folder,
              "policies: {catalog: {credentials: [bearer, api_key]}}",
              UnaryOperator.identity()));

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final String bearer = "Bearer " + TOKENS.mint();

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  @Test
  void refusesATokenBesideAnApiKey() throws Exception {
    assertRefused(get("/catalog/x", "authorization", bearer, "x-api-key", "k"), 400, "malformed");
  }

  @Test
  void refusesATokenBesideAnApiKeyInAnotherCase() throws Exception {
    assertRefused(get("/catalog/x", "X-Api-Key", "k", "Authorization", bearer), 400, "malformed");
  }

  @Test
  void refusesTwoApiKeys() throws Exception {
    assertRefused(get("/catalog/x", "x-api-key", "k", "x-api-key", "l"), 400, "malformed");
  }

  @Test
  void takesATokenAloneWhereThePolicyTakesBoth() throws Exception {
    assertThat(get("/catalog/x", "authorization", bearer).statusCode()).isEqualTo(200);
  }

  @Test
  void ignoresAnApiKeyWhereThePolicyTakesNone() throws Exception {
    assertThat(get("/x", "authorization", bearer, "x-api-key", "k").statusCode()).isEqualTo(200);
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"credential_" + code + "\"");
    assertThat(answer.headers().allValues("content-type"))
        .containsExactly("application/problem+json");
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + EDGE.get().port() + path);
    return CLIENT.send(
        HttpRequest.newBuilder(uri).headers(headers).build(), BodyHandlers.ofString());
  }
}
