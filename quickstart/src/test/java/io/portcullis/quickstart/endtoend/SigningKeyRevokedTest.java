package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Edge;
import io.portcullis.quickstart.client.Tokens;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A key of ours is lost: what it has signed passes nobody, and everybody can log in again. */
final class SigningKeyRevokedTest {
  /** max_staleness and clock_error. */
  private static final Duration BOUND = Duration.ofSeconds(3);

  @RegisterExtension
  static final SharedSystem SYSTEM = SharedSystem.with(SystemFixture.LEAST_STALENESS);

  @Test
  void itsTokensAreRefusedAtEnvoyWithinTheBoundAndTheNextKeySignsAtOnce() throws Exception {
    Edge edge = SYSTEM.get().callers().edge();
    Tokens signed = SYSTEM.get().logIn();
    assertThat(edge.call("/hello", signed.access()).status()).isEqualTo(200);

    Answer acknowledged = SYSTEM.get().callers().admin().revoke("key", kid(signed));
    long acknowledgedNanos = System.nanoTime();

    assertThat(acknowledged.status()).as(acknowledged.summary()).isEqualTo(200);
    Tokens next = SYSTEM.get().logIn();
    assertThat(kid(next)).isNotEqualTo(kid(signed));
    assertThat(edge.call("/hello", next.access()).status()).isEqualTo(200);
    assertThat(firstRefusal(edge, signed.access(), acknowledgedNanos).code())
        .isEqualTo("token_revoked");
    assertThat(edge.call("/hello", next.access()).status()).isEqualTo(200);
  }

  /** No call that begins after the bound may pass. */
  private static Answer firstRefusal(Edge edge, String token, long acknowledgedNanos)
      throws Exception {
    while (true) {
      Duration since = Duration.ofNanos(System.nanoTime() - acknowledgedNanos);
      Answer answer = edge.call("/hello", token);
      if (answer.status() != 200) {
        return answer;
      }
      assertThat(since).isLessThan(BOUND);
    }
  }

  private static String kid(Tokens tokens) throws Exception {
    return SignedJWT.parse(tokens.access()).getHeader().getKeyID();
  }
}
