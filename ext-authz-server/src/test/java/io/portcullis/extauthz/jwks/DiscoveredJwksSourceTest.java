package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.testkit.MutableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveredJwksSourceTest {
  private static final int MAX_BYTES = 4_096;
  private static final long REFRESH = 300_000;
  private static final String OPENID = "/.well-known/openid-configuration";
  private static final String OAUTH = "/.well-known/oauth-authorization-server";
  private static final byte[] SET = Jwks.set(Jwks.ec("first"));

  private LoopbackIssuer issuer;

  @BeforeEach
  void listen() throws Exception {
    issuer = LoopbackIssuer.start();
    issuer.serve("/keys", SET);
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void readsTheAddressOfKeysFromOpenIdMetadata() throws Exception {
    issuer.serve(OPENID, metadata(issuer.origin()));

    assertThat(fetch(issuer.origin())).isEqualTo(SET);
    assertThat(issuer.asked()).containsExactly(OPENID, "/keys");
  }

  /** OpenID Connect Discovery 1.0 4.1 appends, RFC 8414 3.1 inserts. */
  @ParameterizedTest
  @CsvSource({
    "'', /.well-known/openid-configuration, /.well-known/oauth-authorization-server",
    "/, /.well-known/openid-configuration, /.well-known/oauth-authorization-server",
    "/a, /a/.well-known/openid-configuration, /.well-known/oauth-authorization-server/a",
    "/a/b/, /a/b/.well-known/openid-configuration, /.well-known/oauth-authorization-server/a/b",
    "/%7Ea, /%7Ea/.well-known/openid-configuration, /.well-known/oauth-authorization-server/%7Ea"
  })
  void looksWhereEachStandardPutsTheMetadata(String path, String openId, String oauth)
      throws Exception {
    issuer.serve(oauth, metadata(issuer.origin() + path));

    assertThat(fetch(issuer.origin() + path)).isEqualTo(SET);
    assertThat(issuer.asked()).containsExactly(openId, oauth, "/keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "#", "?", " "})
  void refusesMetadataOfAnotherIssuer(String tail) {
    issuer.serve(OPENID, metadata(issuer.origin() + tail));

    assertRefused("is of the issuer '" + issuer.origin() + tail + "'");
    assertThat(issuer.asked()).containsExactly(OPENID);
  }

  @Test
  void refusesAnotherIssuersMetadataInTheSecondPlaceToo() {
    issuer.serve(OAUTH, metadata("https://other"));

    assertRefused("is of the issuer 'https://other'");
  }

  @Test
  void comparesTheIssuerWithoutFoldingCase() {
    issuer.serve(OPENID, metadata(issuer.origin().replace("http", "HTTP")));

    assertRefused("is of the issuer 'HTTP://");
  }

  @Test
  void saysWhatIsWrongWhenThereIsNoMetadata() {
    assertRefused("neither " + issuer.origin() + OPENID + " nor " + issuer.origin() + OAUTH);
  }

  /** A document that is away for a moment is not absent: the other place might be older. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403, 410, 500, 503})
  void looksInTheSecondPlaceOnlyWhenTheFirstDoesNotExist(int status) {
    issuer.answer(OPENID, status, new byte[0]);
    issuer.serve(OAUTH, metadata(issuer.origin()));

    assertRefused("answered " + status);
    assertThat(issuer.asked()).containsExactly(OPENID);
  }

  @Test
  void followsNoRedirectOfTheMetadata() {
    issuer.redirect(OPENID, "/moved");
    issuer.serve("/moved", metadata(issuer.origin()));

    assertRefused("answered 302");
    assertThat(issuer.asked()).containsExactly(OPENID);
  }

  @Test
  void followsNoRedirectOfTheKeys() {
    issuer.serve(OPENID, metadata(issuer.origin()));
    issuer.redirect("/keys", "/moved");
    issuer.serve("/moved", SET);

    assertRefused("/keys answered 302");
  }

  @Test
  void refusesHugeMetadata() {
    String padding = " ".repeat(MAX_BYTES);
    issuer.serve(OPENID, (padding + new String(metadata(issuer.origin()), UTF_8)).getBytes(UTF_8));

    assertRefused("capacity");
  }

  @Test
  void givesUpOnMetadataThatNeverEnds() {
    issuer.drip(OPENID);

    assertThatThrownBy(() -> source(issuer.origin(), 1_000).fetch())
        .hasMessageContaining("no whole answer within 1000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example.com/jwks",
        "file:///etc/passwd",
        "ftp://127.0.0.1/jwks",
        "/jwks",
        "https:///jwks"
      })
  void refusesKeysWhereNoUriMayPoint(String address) {
    issuer.serve(OPENID, metadata(issuer.origin(), address));

    assertRefused("is neither https nor http to a loopback address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "<html>",
        "{}",
        "{\"issuer\":\"ISSUER\"}",
        "{\"issuer\":\"ISSUER\",\"jwks_uri\":7}",
        "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"ht tp://\"}",
        "{\"issuer\":[\"ISSUER\"],\"jwks_uri\":\"ISSUER/keys\"}",
        "{\"jwks_uri\":\"ISSUER/keys\"}",
        "{\"issuer\":\"https://other\",\"issuer\":\"ISSUER\",\"jwks_uri\":\"ISSUER/keys\"}",
        "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"ISSUER/keys\"} {}"
      })
  void refusesWhatIsNoMetadata(String document) {
    issuer.serve(OPENID, document.replace("ISSUER", issuer.origin()).getBytes(UTF_8));

    assertRefused(issuer.origin() + OPENID);
    assertThat(issuer.asked()).containsExactly(OPENID);
  }

  @Test
  void asksOnTheRefreshersTurnAloneAndFollowsKeysThatMove() throws Exception {
    issuer.serve(OPENID, metadata(issuer.origin()));
    MutableClock clock = MutableClock.at(Instant.ofEpochMilli(1_800_000_000_000L));
    IssuerKeys keys = new IssuerKeys();
    try (JwksRefresher refresher = refresher(keys, clock, new RefreshRecorder())) {
      keys.missed("first");
      assertThat(issuer.asked()).isEmpty();
      refresher.tick();
      issuer.serve("/moved", Jwks.set(Jwks.ec("second")));
      issuer.serve(OPENID, metadata(issuer.origin(), issuer.origin() + "/moved"));

      clock.advance(Duration.ofMillis(REFRESH));
      refresher.tick();

      assertThat(keys.current().find("first")).isNull();
      assertThat(keys.current().find("second")).isNotNull();
      assertThat(keys.current().provenAtMillis()).isEqualTo(clock.millis());
    }
  }

  @Test
  void leavesTheLastGoodKeysInForceWhenTheMetadataTurnsBad() throws Exception {
    issuer.serve(OPENID, metadata(issuer.origin()));
    MutableClock clock = MutableClock.at(Instant.ofEpochMilli(1_800_000_000_000L));
    IssuerKeys keys = new IssuerKeys();
    RefreshRecorder recorder = new RefreshRecorder();
    try (JwksRefresher refresher = refresher(keys, clock, recorder)) {
      refresher.tick();
      VerificationKey before = keys.current().find("first");
      issuer.serve(OPENID, metadata("https://other"));

      clock.advance(Duration.ofMillis(REFRESH));
      refresher.tick();

      assertThat(keys.current().find("first")).isNotNull().isSameAs(before);
      assertThat(recorder.outcomes())
          .containsExactly(RefreshOutcome.OK, RefreshOutcome.UNAVAILABLE);
      assertThat(recorder.details().getLast()).contains("is of the issuer 'https://other'");
    }
  }

  private JwksRefresher refresher(IssuerKeys keys, MutableClock clock, RefreshRecorder recorder) {
    return new JwksRefresher(
        new JwksRefresher.Target(
            issuer.origin(), keys, source(issuer.origin(), 20_000), LastGoodKeys.nowhere()),
        new RefreshTimes(REFRESH, 30_000, () -> Long.MAX_VALUE, new Random(1)),
        clock,
        recorder);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> fetch(issuer.origin()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] fetch(String issuerName) throws Exception {
    return source(issuerName, 20_000).fetch();
  }

  private static DiscoveredJwksSource source(String issuerName, long timeoutMillis) {
    return new DiscoveredJwksSource(
        issuerName, new IssuerDocuments(Duration.ofMillis(timeoutMillis), MAX_BYTES, false));
  }

  private byte[] metadata(String named) {
    return metadata(named, issuer.origin() + "/keys");
  }

  private static byte[] metadata(String named, String keys) {
    return "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\",\"response_types_supported\":[\"code\"]}"
        .formatted(named, keys)
        .getBytes(UTF_8);
  }
}
