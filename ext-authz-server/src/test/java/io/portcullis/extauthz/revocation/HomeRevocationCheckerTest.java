package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.proto.revocation.RevocationType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeRevocationCheckerTest {
  private static final String ELSEWHERE = "https://us";

  private final HomeRevocationChecker checker =
      new HomeRevocationChecker(
          token -> new NotRevoked(7),
          Map.of(
              ELSEWHERE,
              token -> new Revoked(RevocationType.SESSION),
              "https://gone",
              HomeRevocationChecker.unproved()));

  @Test
  void asksTheHomeOfEachTokensIssuer() {
    assertThat(checker.check(Tokens.ofIssuer(ELSEWHERE, "sid")))
        .isEqualTo(new Revoked(RevocationType.SESSION));
    assertThat(checker.check(Tokens.ofIssuer("https://eu", "sid"))).isEqualTo(new NotRevoked(7));
  }

  @Test
  void aHomeThatIsNotFollowedProvesNothing() {
    assertThat(checker.check(Tokens.ofIssuer("https://gone", "sid")))
        .isEqualTo(new NotRevoked(Long.MAX_VALUE));
  }
}
