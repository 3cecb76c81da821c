package io.portcullis.token;

import static io.portcullis.token.Authorizing.code;
import static io.portcullis.token.Authorizing.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import io.portcullis.token.dynamo.DynamoConnection;
import java.text.ParseException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Who ends again and again what has ended: the first entry is the end's own, the second the one
 * that whoever finds it ended adds in case that the first failed half-way, and no other follows.
 */
class RepeatedLogoutTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private static final int REPEATS = 5;

  private HttpCaller open;
  private Browser browser;
  private DynamoConnection connection;

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
    browser = new Browser(SERVICE.get().issuer());
    connection = SERVICE.get().connection();
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @Test
  void aKeptLoginCookieAddsNoMoreToTheLog() {
    Answer tokens = exchange(open, code(browser, "ada"));
    Browser.Page question = browser.get("/oauth2/logout");
    Map<String, String> kept = Map.copyOf(browser.cookies());
    for (int i = 0; i < REPEATS; i++) {
      browser.cookies().putAll(kept);
      assertThat(browser.submit(question, "decision", "yes").asks("Logged out")).isTrue();
    }

    assertThat(entries(tokens)).isEqualTo(2);
    assertThat(open.userInfo(tokens).status()).isEqualTo(401);
  }

  @Test
  void aKeptHintAddsNoMoreToTheLog() {
    Answer tokens = exchange(open, code(browser, "bob"));
    Browser elsewhere = new Browser(SERVICE.get().issuer());
    for (int i = 0; i < REPEATS; i++) {
      assertThat(elsewhere.get(byHint(tokens)).status()).isEqualTo(200);
    }

    assertThat(entries(tokens)).isEqualTo(2);
    assertThat(open.userInfo(tokens).status()).isEqualTo(401);
  }

  @Test
  void rfc6749Section412AUsedCodeAddsNoMoreToTheLog() {
    String code = code(browser, "cem");
    Answer tokens = exchange(open, code);
    for (int i = 0; i < REPEATS; i++) {
      assertThat(exchange(open, code).text("error")).isEqualTo("invalid_grant");
    }

    assertThat(entries(tokens)).isEqualTo(2);
    assertThat(open.userInfo(tokens).status()).isEqualTo(401);
  }

  @Test
  void anEndWhoseEntryNobodyHasHeardOfIsRevokedByTheNextLogout() {
    Answer tokens = exchange(open, code(browser, "dot"));
    markEnded(sid(tokens));
    for (int i = 0; i < REPEATS; i++) {
      browser.get(byHint(tokens));
    }

    assertThat(entries(tokens)).isEqualTo(1);
  }

  // As a log writer leaves it that was held up, and died before it wrote the entry anew.
  private void markEnded(String sid) {
    connection
        .client()
        .updateItem(update ->
            update
                .tableName(connection.table("sessions"))
                .key(Map.of("sid", AttributeValue.fromS(sid)))
                .updateExpression("SET #status = :ended")
                .expressionAttributeNames(Map.of("#status", "status"))
                .expressionAttributeValues(Map.of(":ended", AttributeValue.fromS("ENDED"))));
  }

  private long entries(Answer tokens) {
    return LogLook.entries(connection, sid(tokens));
  }

  private static String byHint(Answer tokens) {
    return "/oauth2/logout?" + HttpCaller.encode("id_token_hint", tokens.text("id_token"));
  }

  private static String sid(Answer tokens) {
    try {
      return HttpCaller.claims(tokens.text("id_token")).getStringClaim("sid");
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }
}
