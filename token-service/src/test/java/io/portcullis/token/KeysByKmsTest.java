package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.MotoServer;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole service with its signing keys in KMS, one way and the other. */
final class KeysByKmsTest {
  @Order(1)
  @RegisterExtension
  static final SharedFixture<MotoServer> KMS = SharedFixture.of(MotoServer::start);

  @Order(2)
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> WRAPPED =
      SharedFixture.of(() ->
          TokenServiceFixture.start(
              ", mode: kms-wrapped, kms: {endpoint: \"%s\", key_id: %s}"
                  .formatted(KMS.get().endpoint(), KMS.get().newWrappingKey())));

  @Order(3)
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> DIRECT =
      SharedFixture.of(() ->
          TokenServiceFixture.start(
              ", mode: kms-direct, rs256: true, kms: {endpoint: \"%s\", timeout: 5s}"
                  .formatted(KMS.get().endpoint())));

  @Test
  void withWrappedKeysIssuingGoesOnWhileKmsIsAway() throws Exception {
    KMS.get().pause();
    try {
      Answer login = WRAPPED.get().open().login("ada");

      assertThat(login.status()).as(login.body()).isEqualTo(200);
      assertThat(verified(WRAPPED.get(), login)).isTrue();
      assertThat(WRAPPED.get().open().refresh(login.text("refresh_token")).status()).isEqualTo(200);
    } finally {
      KMS.get().resume();
    }
  }

  @Test
  void whereKmsSignsItsTokensAreLikeAnyOthers() throws Exception {
    Answer login = DIRECT.get().open().login("bob");

    assertThat(login.status()).as(login.body()).isEqualTo(200);
    assertThat(verified(DIRECT.get(), login)).isTrue();
    assertThat(
            DIRECT
                .get()
                .open()
                .get("/v1/sessions", "Authorization", "Bearer " + login.text("access_token"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void whereKmsSignsNothingIsIssuedWhileItIsAway() throws Exception {
    String refresh = DIRECT.get().open().login("cem").text("refresh_token");
    KMS.get().pause();
    try {
      Answer refused = DIRECT.get().open().refresh(refresh);

      assertThat(refused.status()).as(refused.body()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(refused.body()).doesNotContain("access_token", "invalid_grant");
    } finally {
      KMS.get().resume();
    }

    assertThat(DIRECT.get().open().refresh(refresh).status()).isEqualTo(200);
  }

  @Test
  void aRefreshThatKmsDidNotSignHasNotUsedUpItsToken() throws Exception {
    // No grace at all: had the token been rotated, its next use would be a thief's.
    String token = DIRECT.get().openSession("strict", "dot");
    KMS.get().pause();
    try {
      Answer refused = refreshStrict(token);
      assertThat(refused.status()).as(refused.body()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotEmpty();
    } finally {
      KMS.get().resume();
    }
    Answer retried = refreshStrict(token);

    assertThat(retried.status()).as(retried.body()).isEqualTo(200);
    assertThat(refreshStrict(retried.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void aLoginThatKmsDidNotSignHasOpenedNoSession() throws Exception {
    KMS.get().pause();
    try {
      assertThat(DIRECT.get().open().login("eve").status()).isEqualTo(503);
    } finally {
      KMS.get().resume();
    }
    String token = DIRECT.get().open().login("eve").text("access_token");
    Answer listed = DIRECT.get().open().get("/v1/sessions", "Authorization", "Bearer " + token);

    assertThat(listed.json().path("sessions")).as(listed.body()).hasSize(1);
  }

  private static Answer refreshStrict(String token) {
    return DIRECT
        .get()
        .open()
        .postForm(
            "/oauth2/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            token,
            "client_id",
            "strict");
  }

  private static boolean verified(TokenServiceFixture service, Answer answer) throws Exception {
    SignedJWT token = SignedJWT.parse(answer.text("access_token"));
    JWKSet keys = JWKSet.parse(service.open().get("/.well-known/jwks.json").body());
    return token.verify(
        new ECDSAVerifier(keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey()));
  }
}
