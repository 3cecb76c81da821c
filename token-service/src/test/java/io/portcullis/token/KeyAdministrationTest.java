package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The signing keys as an operator sees them. */
final class KeyAdministrationTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(() -> TokenServiceFixture.start(", rs256: true, jwks_max_age: 7m"));

  @Test
  void listsStatesAndTimesAndNothingPrivate() {
    Answer answer = admin().get("/admin/v1/keys", bearer());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(members(answer, "state")).containsExactly("active", "pending", "active", "pending");
    assertThat(members(answer, "alg")).containsExactly("ES256", "ES256", "RS256", "RS256");
    for (JsonNode key : answer.json().path("keys")) {
      assertThat(key.fieldNames())
          .toIterable()
          .containsOnly(
              key.path("state").asText().equals("active")
                  ? new String[] {"kid", "alg", "state", "published_at", "active_at"}
                  : new String[] {"kid", "alg", "state", "published_at"});
    }
  }

  @Test
  void publishesWhatItListsForAsLongAsItSays() throws Exception {
    Answer published = SERVICE.get().open().get("/.well-known/jwks.json");

    assertThat(published.header("Cache-Control")).isEqualTo("max-age=420");
    assertThat(JWKSet.parse(published.body()).getKeys())
        .noneMatch(JWK::isPrivate)
        .extracting(JWK::getKeyID)
        .isEqualTo(members(admin().get("/admin/v1/keys", bearer()), "kid"));
  }

  @Test
  void refusesToRotateToAKeyThatVerifiersMayNotKnow() {
    List<String> before = members(admin().get("/admin/v1/keys", bearer()), "kid");

    Answer answer = admin().post("/admin/v1/keys/rotate", "", bearer());

    assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    assertThat(answer.text("code")).isEqualTo("rotation_too_early");
    assertThat(answer.text("title")).isEqualTo("Conflict");
    assertThat(answer.text("detail")).contains("was published at").contains("It may sign from");
    assertThat(members(admin().get("/admin/v1/keys", bearer()), "kid")).isEqualTo(before);
  }

  @Test
  void nobodyElseMaySeeOrRotateThem() {
    assertThat(admin().get("/admin/v1/keys").status()).isEqualTo(401);
    assertThat(admin().post("/admin/v1/keys/rotate", "").status()).isEqualTo(401);
  }

  @Test
  void metricsCountTheKeysByState() {
    String metrics = SERVICE.get().metrics().get("/metrics").body();

    assertThat(metrics)
        .contains("portcullis_signing_keys{state=\"active\"} 2")
        .contains("portcullis_signing_keys{state=\"pending\"} 2")
        .contains("portcullis_signing_keys{state=\"retiring\"} 0")
        .contains("portcullis_signing_key_rotation_total{outcome=\"rotated\"} 0")
        .contains("portcullis_signing_key_rotation_total{outcome=\"unavailable\"} 0");
  }

  @Test
  void metricsNameEachKeyByTheKidThatVerifiersShow() {
    List<String> kids = members(admin().get("/admin/v1/keys", bearer()), "kid");

    assertThat(SERVICE.get().metrics().get("/metrics").body().lines())
        .filteredOn(line -> line.startsWith("portcullis_signing_key_published{"))
        .containsExactlyInAnyOrder(
            published(kids.get(0), "active"),
            published(kids.get(1), "pending"),
            published(kids.get(2), "active"),
            published(kids.get(3), "pending"));
  }

  private static String published(String kid, String state) {
    return "portcullis_signing_key_published{kid=\"" + kid + "\",state=\"" + state + "\"} 1.0";
  }

  private static HttpCaller admin() {
    return SERVICE.get().admin();
  }

  private static String[] bearer() {
    return new String[] {"Authorization", "Bearer " + TokenServiceFixture.ADMIN_TOKEN};
  }

  private static List<String> members(Answer answer, String name) {
    return StreamSupport.stream(answer.json().path("keys").spliterator(), false)
        .map(key -> key.path(name).asText())
        .toList();
  }
}
