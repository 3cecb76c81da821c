package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service whose settings are not the usual ones: an issuer with a path, keys of Ed25519 and none
 * of RS256, one password hash at a time and no waiting for it.
 */
class ConfiguredOtherwiseTest {
  private static final int CALLERS = 32;

  // RFC 8410 section 4: what stands before the 32 bytes.
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(() -> TokenServiceFixture.start(ConfiguredOtherwiseTest::other));

  private static String other(String config) {
    return config
        .replaceFirst("(?m)^issuer: (.*)$", "issuer: $1/auth")
        .replace("signing: {", "signing: {algorithm: Ed25519, ")
        .replace("hash_queue: 5s, concurrent_hashes: 4", "hash_queue: 0s, concurrent_hashes: 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-authorization-server/auth",
        // As a proxy that puts us at /auth passes it on.
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server"
      })
  void rfc8414Section31TheWellKnownPartComesBeforeThePathAndOidcDiscoverySection4AfterIt(
      String address) {
    Answer metadata = SERVICE.get().open().get(address);
    String issuer = SERVICE.get().issuer() + "/auth";

    assertThat(metadata.status()).isEqualTo(200);
    assertThat(metadata.text("issuer")).isEqualTo(issuer);
    assertThat(metadata.text("token_endpoint")).isEqualTo(issuer + "/oauth2/token");
    assertThat(metadata.text("jwks_uri")).isEqualTo(issuer + "/.well-known/jwks.json");
  }

  @Test
  void rfc8414Section2TheIssuerIsTheConfiguredOneByteForByte() throws Exception {
    Answer login = SERVICE.get().open().login("ada");

    assertThat(SignedJWT.parse(login.text("access_token")).getJWTClaimsSet().getIssuer())
        .isEqualTo(SERVICE.get().issuer() + "/auth");
  }

  @Test
  void oidcDiscoverySection3WithoutAnRs256KeyNoneIsPromised() {
    assertThat(
            SERVICE
                .get()
                .open()
                .get("/.well-known/openid-configuration")
                .json()
                .path("id_token_signing_alg_values_supported")
                .toString())
        .isEqualTo("[\"Ed25519\"]");
    assertThat(SERVICE.get().open().get("/.well-known/jwks.json").body()).doesNotContain("RS256");
  }

  @Test
  void rfc9864Section22TheIssuerWritesEd25519() throws Exception {
    SignedJWT token = SignedJWT.parse(SERVICE.get().open().login("bob").text("access_token"));
    OctetKeyPair key =
        JWKSet.parse(SERVICE.get().open().get("/.well-known/jwks.json").body())
            .getKeyByKeyId(token.getHeader().getKeyID())
            .toOctetKeyPair();

    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("Ed25519");
    assertThat(key.getAlgorithm().getName()).isEqualTo("Ed25519");
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(join(X509_PREFIX, key.getDecodedX()))));
    verifier.update(token.getSigningInput());
    assertThat(verifier.verify(token.getSignature().decode())).isTrue();
  }

  /** Who is unknown costs a hash as well: while another one is made, there is no room for it. */
  @ParameterizedTest
  @ValueSource(strings = {"nobody@example.com", "ada@example.com", "no address"})
  void aWaveOfLoginsIsTurnedAwayAtOnceWhoeverTheyAreFor(String email) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Answer> caller =
          () -> {
            start.await();
            return wrongPassword(email);
          };
      List<Future<Answer>> calls =
          IntStream.range(0, CALLERS).mapToObj(_ -> callers.submit(caller)).toList();
      start.countDown();
      for (Future<Answer> call : calls) {
        answers.add(call.get());
      }
    }

    assertThat(answers).hasSize(CALLERS);
    assertThat(answers).extracting(answer -> answer.text("code")).contains("overloaded");
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 503)
        .extracting(answer -> answer.header("Retry-After"))
        .containsOnly("1");
    assertThat(answers).extracting(Answer::status).containsOnly(401, 503);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static Answer wrongPassword(String email) {
    return SERVICE
        .get()
        .open()
        .postJson("/v1/login", "{\"email\":\"" + email + "\",\"password\":\"wrong\"}");
  }
}
