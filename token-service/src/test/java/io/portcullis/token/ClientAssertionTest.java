package io.portcullis.token;

import static io.portcullis.token.TokenServiceFixture.SIGNER;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code private_key_jwt}, through the service's own HTTP. */
class ClientAssertionTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private HttpCaller open = new HttpCaller("");

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "Ed25519", "EdDSA", "RS256", "PS256"})
  void rfc7523Section3TakesEachAlgorithmOfARegisteredKey(String algorithm) {
    Answer answer = ask(SIGNER.sign(JWSAlgorithm.parse(algorithm), claims().build()));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"})
  void rfc7523Section3AudienceIsTheIssuerOrAnEndpoint(String path) {
    assertThat(ask(signed(claims().audience(SERVICE.get().issuer() + path))).status())
        .isEqualTo(200);
  }

  @Test
  void rfc7523Section3RefusesWhatIsAlsoForOthers() {
    String own = SERVICE.get().issuer();

    refused(signed(claims().audience("https://other.example")));
    refused(signed(claims().audience(List.of(own, "https://other.example"))));
    refused(signed(claims().audience((String) null)));
    refused(signed(claims().audience(own + "/")));
  }

  @Test
  void rfc7523Section3RefusesOthersThanTheClientItself() {
    refused(signed(claims().issuer("worker")));
    refused(signed(claims().subject("worker")));
    refused(signed(claims().issuer("worker").subject("worker")));
    refused(signed(claims().issuer("nobody").subject("nobody")));
  }

  @Test
  void rfc7523Section3ExpiryIsNearAndAhead() {
    refused(signed(claims().expirationTime(inSeconds(-1))));
    refused(signed(claims().expirationTime(inSeconds(330))));
    refused(signed(claims().expirationTime(null)));
    refused(signed(claims().notBeforeTime(inSeconds(60))));
    assertThat(ask(signed(claims().expirationTime(inSeconds(300)))).status()).isEqualTo(200);
  }

  @Test
  void rfc7523Section3TakesAnIdOnce() {
    String assertion = signed(claims());

    assertThat(ask(assertion).status()).isEqualTo(200);
    refused(assertion);
    refused(signed(claims().jwtID(null)));
    refused(signed(claims().jwtID("x".repeat(257))));
  }

  @Test
  void rfc7523Section3OneOfSixteenParallelUsesWins() {
    String assertion = signed(claims());

    List<Integer> statuses =
        IntStream.range(0, 16).parallel().mapToObj(i -> ask(assertion).status()).toList();

    assertThat(statuses).containsOnly(200, 401).containsOnlyOnce(200);
  }

  @Test
  void whatWasRefusedUsesUpNoId() {
    String jti = UUID.randomUUID().toString();
    refused(signed(claims().jwtID(jti).audience("https://other.example")));
    refused(SIGNER.signByAnUnregisteredKey(claims().jwtID(jti).build()));

    assertThat(ask(signed(claims().jwtID(jti))).status()).isEqualTo(200);
  }

  @Test
  void rfc8725Section31TheKeyDecidesWhoSigned() {
    JWTClaimsSet claims = claims().build();
    String none =
        Base64URL.encode("{\"alg\":\"none\"}") + "." + claims.toPayload().toBase64URL() + ".";

    refused(SIGNER.signByAnUnregisteredKey(claims));
    refused(SIGNER.sign(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("rsa"), claims));
    refused(SIGNER.sign(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("other"), claims));
    refused(SIGNER.sign(new JWSHeader.Builder(JWSAlgorithm.RS384).keyID("rsa"), claims));
    refused(none);
    refused("x.y.z");
    refused("x");
  }

  @Test
  void rfc8725Section310FollowsNoKeyThatTheAssertionBrings() {
    JWTClaimsSet claims = claims().build();

    refused(SIGNER.sign(es256().jwk(SIGNER.unregisteredKey()), claims));
    refused(SIGNER.sign(es256().jwkURL(URI.create("https://a.example/jwks")), claims));
    refused(SIGNER.sign(es256().criticalParams(Set.of("exp")).customParam("exp", 1), claims));
  }

  @Test
  void rfc8725Section311NoOtherKindOfTokenPasses() {
    refused(SIGNER.sign(es256().type(new JOSEObjectType("dpop+jwt")), claims().build()));
    refused(SIGNER.sign(es256().type(new JOSEObjectType("at+jwt")), claims().build()));
    assertThat(
            ask(SIGNER.sign(
                    es256().type(new JOSEObjectType("client-authentication+jwt")),
                    claims().build()))
                .status())
        .isEqualTo(200);
  }

  @Test
  void rfc7521Section42TheNamedClientIsTheOneThatSigned() {
    Answer other = ask(signed(claims()), "client_id", "worker");
    Answer same = ask(signed(claims()), "client_id", "signer");
    Answer otherType =
        open.postForm(
            "/oauth2/token",
            "grant_type",
            "client_credentials",
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
            "client_assertion",
            signed(claims()));

    assertThat(other.text("error")).isEqualTo("invalid_client");
    assertThat(same.status()).as(same.body()).isEqualTo(200);
    assertThat(otherType.text("error")).isEqualTo("invalid_client");
  }

  @Test
  void aClientWithKeysHasNoSecretAndIsNotPublic() {
    Answer bySecret =
        open.postFormAs("signer", "", "/oauth2/token", "grant_type", "client_credentials");
    Answer bare = open.postForm("/oauth2/revoke", "client_id", "signer", "token", "x");

    assertThat(bySecret.text("error")).isEqualTo("invalid_client");
    assertThat(bare.text("error")).isEqualTo("invalid_client");
  }

  @Test
  void rfc7662Section21AndRfc7009Section21TakeItToo() {
    String token = ask(signed(claims())).text("access_token");

    Answer introspected = post("/oauth2/introspect", signed(claims()), "token", token);
    Answer revoked = post("/oauth2/revoke", signed(claims()), "token", token);

    assertThat(introspected.json().path("active").asBoolean()).isTrue();
    assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    assertThat(post("/oauth2/introspect", signed(claims()), "token", token).body())
        .isEqualTo("{\"active\":false}");
  }

  private void refused(String assertion) {
    Answer answer = ask(assertion);

    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
    assertThat(answer.header("WWW-Authenticate")).isEmpty();
  }

  private Answer ask(String assertion) {
    return post("/oauth2/token", assertion);
  }

  private Answer ask(String assertion, String name, String value) {
    return post("/oauth2/token", assertion, name, value);
  }

  private Answer post(String path, String assertion, String... more) {
    String form =
        HttpCaller.encode(
            "grant_type",
            "client_credentials",
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion",
            assertion);
    return open.post(
        path,
        more.length == 0 ? form : form + "&" + HttpCaller.encode(more),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private static String signed(JWTClaimsSet.Builder claims) {
    return SIGNER.sign(JWSAlgorithm.ES256, claims.build());
  }

  private static JWSHeader.Builder es256() {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec");
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("signer")
        .subject("signer")
        .audience(SERVICE.get().issuer())
        .expirationTime(inSeconds(60))
        .jwtID(UUID.randomUUID().toString());
  }

  private static Date inSeconds(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }
}
