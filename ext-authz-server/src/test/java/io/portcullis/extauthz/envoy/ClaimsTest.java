package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.LEEWAY_SECONDS;
import static io.portcullis.extauthz.envoy.House.NOW_SECONDS;
import static io.portcullis.extauthz.envoy.House.draft;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.TokenDraft;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Claims of tokens that are signed correctly, as time goes by. */
class ClaimsTest {
  private static final String EXPIRED = "401 token_expired";

  @Test
  void judgesTheLifeBeyond31BitsWithoutOverflow() {
    House house = new House();
    house.clock.set((1L << 31) * 1000 - 1000);
    TokenDraft draft = es().claim("iat", (1L << 31) - 60).claim("sst", 0);

    assertThat(house.bearing(draft.claim("exp", 1L << 31).signed()).summary()).isEqualTo("ok");
  }

  @Test
  void expiresWhileCached() {
    House house = new House();
    String token = es().signed();
    assertThat(house.bearing(token).summary()).isEqualTo("ok");

    house.clock.set((NOW_SECONDS + 240 + LEEWAY_SECONDS) * 1000);

    assertThat(house.bearing(token).summary()).isEqualTo(EXPIRED);
  }

  @Test
  void endsAtTheExactMillisecond() {
    House house = new House();
    String token = es().signed();

    house.clock.set((NOW_SECONDS + 240 + LEEWAY_SECONDS) * 1000 - 1);

    assertThat(house.bearing(token).summary()).isEqualTo("ok");
  }

  @Test
  void challengesABoundTokenByWhatItIsBoundTo() {
    House house = new House();

    Answer dpop = house.bearing(es().claim("cnf", Map.of("jkt", "x")).signed());
    Answer certificate = house.bearing(es().claim("cnf", Map.of("x5t#S256", "x")).signed());

    assertThat(dpop.headers())
        .containsEntry("www-authenticate", "DPoP error=\"invalid_dpop_proof\"");
    assertThat(certificate.headers())
        .containsEntry("www-authenticate", "Bearer error=\"invalid_token\"");
  }

  private static TokenDraft es() {
    return draft(House.ES256);
  }
}
