package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.system.Credentials;
import io.portcullis.quickstart.system.SystemPlan;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client's own token at Envoy: it has no session, and is a session of its own. */
final class ClientTokenTest {
  /** The least strict policy's max_staleness and the clocks' error: G1. */
  private static final long BOUND_SECONDS = 61;

  @RegisterExtension static final SharedSystem SYSTEM = SharedSystem.with(SystemPlan.DEMO_POLICIES);

  @Test
  void passesWithTheClientAsItsSubjectAndNoSession() throws Exception {
    Answer answer = call(own());

    assertThat(answer.status()).as(answer.summary()).isEqualTo(200);
    assertThat(answer.echoed("x-user-id")).isEqualTo(credentials().clientId());
    assertThat(answer.echoedCount("x-session-id")).isZero();
    assertThat(answer.echoed("x-scopes")).contains("read").doesNotContain("openid");
  }

  @Test
  void rfc9068Section4PassesAlsoWhereItIsSignedByRs256() throws Exception {
    String clientId = credentials().clientId() + "-rs256";
    Tokens token = ownOf(clientId);
    assertThat(SignedJWT.parse(token.access()).getHeader().getAlgorithm())
        .isEqualTo(JWSAlgorithm.RS256);

    Answer answer = call(token);
    assertThat(answer.status()).as(answer.summary()).isEqualTo(200);
    assertThat(answer.echoed("x-user-id")).isEqualTo(clientId);

    acknowledged(SYSTEM.get().callers().admin().revoke("token", token.id()));
    refusedWithinTheBound(token);
  }

  @Test
  void isRefusedOnceItsIdIsRevokedAndNoOtherIs() throws Exception {
    Tokens token = own();
    Tokens other = own();
    assertThat(call(token).status()).isEqualTo(200);

    acknowledged(SYSTEM.get().callers().admin().revoke("token", token.id()));

    refusedWithinTheBound(token);
    assertThat(call(other).status()).isEqualTo(200);
  }

  @Test
  void isRefusedOnceItsOwnClientHasRevokedIt() throws Exception {
    Tokens token = own();
    Tokens other = own();
    assertThat(call(token).status()).isEqualTo(200);

    acknowledged(
        SYSTEM
            .get()
            .callers()
            .tokens()
            .revoke(credentials().clientId(), credentials().clientSecret(), token.access()));

    refusedWithinTheBound(token);
    assertThat(call(other).status()).isEqualTo(200);
  }

  @Test
  void isRefusedOnceItsClientIsRevokedAndTheNextWorksAtOnce() throws Exception {
    Tokens token = own();
    assertThat(call(token).status()).isEqualTo(200);

    acknowledged(SYSTEM.get().callers().admin().revoke("client", credentials().clientId()));

    refusedWithinTheBound(token);
    assertThat(call(own()).status()).isEqualTo(200);
  }

  private static Tokens own() throws IOException, InterruptedException {
    return ownOf(credentials().clientId());
  }

  private static Tokens ownOf(String clientId) throws IOException, InterruptedException {
    Answer answer =
        SYSTEM.get().callers().tokens().clientCredentials(clientId, credentials().clientSecret());
    assertThat(answer.status()).as(answer.summary()).isEqualTo(200);
    return Tokens.of(answer);
  }

  private static Answer call(Tokens token) throws IOException, InterruptedException {
    return SYSTEM.get().callers().edge().call("/hello", token.access());
  }

  private static void acknowledged(Answer answer) {
    assertThat(answer.status()).as(answer.summary()).isEqualTo(200);
  }

  private static void refusedWithinTheBound(Tokens token) throws IOException, InterruptedException {
    long acknowledgedNanos = System.nanoTime();
    Answer answer = call(token);
    while (answer.status() == 200) {
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - acknowledgedNanos))
          .isLessThan(BOUND_SECONDS);
      answer = call(token);
    }
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("token_revoked");
  }

  private static Credentials credentials() {
    return SYSTEM.get().system().access().credentials();
  }
}
