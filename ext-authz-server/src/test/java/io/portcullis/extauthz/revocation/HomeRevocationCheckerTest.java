package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.proto.revocation.RevocationType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeRevocationCheckerTest {
  private static final String ELSEWHERE = "https://us";

  private static final RevocationChecker OWN =
      token ->
          token.sessionId().equals("moved")
              ? new Revoked(RevocationType.SESSION)
              : new NotRevoked(7);
  private static final RevocationChecker OTHER =
      token ->
          token.sessionId().equals("ended")
              ? new Revoked(RevocationType.SESSION)
              : new NotRevoked(70);

  private final HomeRevocationChecker checker =
      new HomeRevocationChecker(
          OWN,
          Map.of(ELSEWHERE, OTHER, "https://gone", HomeRevocationChecker.unproved()),
          List.of(OWN, OTHER));

  @Test
  void asksTheHomeOfEachTokensIssuer() {
    assertThat(checker.check(Tokens.ofIssuer(ELSEWHERE, "sid"))).isEqualTo(new NotRevoked(70));
    assertThat(checker.check(Tokens.ofIssuer(ELSEWHERE, "ended")))
        .isEqualTo(new Revoked(RevocationType.SESSION));
    assertThat(checker.check(Tokens.ofIssuer("https://eu", "sid"))).isEqualTo(new NotRevoked(7));
  }

  @Test
  void aHomeThatIsNotFollowedProvesNothing() {
    assertThat(checker.check(Tokens.ofIssuer("https://gone", "sid")))
        .isEqualTo(new NotRevoked(Long.MAX_VALUE));
  }

  @Test
  void anIssuerWhoseHomeWasChangedLosesNoRevocation() {
    for (String issuer : List.of(ELSEWHERE, "https://gone", "https://eu")) {
      assertThat(checker.check(Tokens.ofIssuer(issuer, "moved")))
          .as(issuer)
          .isEqualTo(new Revoked(RevocationType.SESSION));
    }
  }
}
