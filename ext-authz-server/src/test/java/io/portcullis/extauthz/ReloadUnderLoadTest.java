package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.StatusRuntimeException;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.TokenFactory;
import io.portcullis.testkit.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two configurations that differ in policies, scopes, audience, leeway, identity and workers, put
 * in force by turns while checks go on. Every answer must be one that one of the two gives whole.
 */
final class ReloadUnderLoadTest {
  private static final int RELOADS = 50;
  private static final int ASKERS = 3;
  private static final String ONE =
      """
          audiences: [api]
      policies: {payments: {}, public: {anonymous: true}}
      overload: {max_concurrent_verifications: 1}
      identity: {headers: {x-user-id: sub}}
      """;
  private static final String OTHER =
      """
          audiences: [api, more]
          leeway: 30s
      policies: {payments: {require_scopes: [pay]}, public: {anonymous: true}, added: {}}
      overload: {max_concurrent_verifications: 2}
      identity: {headers: {x-caller: sub}}
      """;

  /** A question, and what each of the two configurations answers. */
  private record Question(String policy, String token, String one, String other) {}

  @TempDir private Path directory = Path.of("");
  private final MutableClock time = MutableClock.at(Instant.parse("2026-07-01T12:00:00Z"));
  private final TokenFactory tokens = new TokenFactory(ISSUER, TokenKey.es256("k-1"), time);
  private final List<Integer> ports = FreePorts.next(3);
  private final List<Question> questions = questions();
  private final Map<String, Boolean> seen = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void answersEachCheckByOneConfigurationWholeWhileTheyChange() throws Exception {
    Files.writeString(directory.resolve("jwks.json"), TokenFactory.jwks(tokens.key()));
    write(ONE);
    AtomicBoolean over = new AtomicBoolean();
    try (GrpcAsker envoy = GrpcAsker.tcp(ports.get(0));
        ServerUnderTest server =
            ServerUnderTest.following(
                directory.resolve("server.yaml"),
                new SteadyClock(time, time::nanoTime),
                ports.get(1),
                ports.get(2))) {
      server.awaitReady();
      List<Thread> askers = new ArrayList<>();
      for (int i = 0; i < ASKERS; i++) {
        askers.add(Thread.ofPlatform().start(() -> askUntil(over, envoy)));
      }
      for (int i = 1; i <= RELOADS; i++) {
        boolean one = i % 2 == 0;
        write(one ? ONE : OTHER);
        awaitInForce(envoy, one);
        for (Question question : questions) {
          assertThat(answer(envoy, question)).isEqualTo(one ? question.one : question.other);
        }
      }
      over.set(true);
      for (Thread asker : askers) {
        asker.join();
      }
      assertThat(wrong).isEmpty();
      assertThat(seen.keySet())
          .containsAll(questions.stream().map(Question::one).toList())
          .containsAll(questions.stream().map(Question::other).toList());
      assertThat(server.scrape())
          .contains("portcullis_config_generation " + (RELOADS + 1.0))
          .doesNotContainPattern(
              "portcullis_check_total\\{[^}]*reason=\"internal_error[^}]*} [1-9]");
    }
  }

  private void askUntil(AtomicBoolean over, GrpcAsker envoy) {
    while (!over.get()) {
      for (Question question : questions) {
        String answer = answer(envoy, question);
        seen.put(answer, true);
        if (!answer.equals(question.one) && !answer.equals(question.other)) {
          wrong.add(question.policy + ": " + answer);
        }
      }
    }
  }

  private void awaitInForce(GrpcAsker envoy, boolean one) throws InterruptedException {
    Question tell = questions.getFirst();
    for (int i = 0; !answer(envoy, tell).equals(one ? tell.one : tell.other); i++) {
      assertThat(i).as("questions asked in vain").isLessThan(2_000);
      Thread.sleep(5);
    }
  }

  private static String answer(GrpcAsker envoy, Question question) {
    try {
      CheckResponse response = envoy.check(question.policy, question.token);
      return response.hasOkResponse() ? "ok " + headers(response) : GrpcAsker.code(response);
    } catch (StatusRuntimeException e) {
      return e.toString();
    }
  }

  /** The names of the headers that say who the caller is. */
  private static String headers(CheckResponse response) {
    return response.getOkResponse().getHeadersList().stream()
        .map(option -> option.getHeader().getKey())
        .collect(Collectors.joining(" "));
  }

  private List<Question> questions() {
    String good = tokens.mint();
    Map<String, Object> claims = tokens.claims();
    claims.put("aud", "more");
    String foreign = tokens.mint(claims);
    long now = time.millis() / 1000;
    claims = tokens.claims();
    claims.put("iat", now - 300);
    claims.put("exp", now - 10);
    String expired = tokens.mint(claims);
    return List.of(
        new Question("added", good, "policy_unknown", "ok x-caller"),
        new Question("payments", good, "ok x-user-id", "scope_insufficient"),
        new Question("", good, "ok x-user-id", "ok x-caller"),
        new Question("", foreign, "token_invalid", "ok x-caller"),
        new Question("", expired, "token_expired", "ok x-caller"),
        new Question("public", good, "ok ", "ok "));
  }

  private void write(String more) throws IOException {
    Path next =
        Files.writeString(
            directory.resolve("server.yaml.next"),
            """
            listener: {grpc: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
            revocation: {mode: none}
            drain: {delay: 0s, timeout: 5s}
            issuers:
              - issuer: %s
                jwks: {file: %s/jwks.json}
            %s\
            """
                .formatted(ports.get(0), ports.get(1), ports.get(2), ISSUER, directory, more));
    Files.move(next, directory.resolve("server.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }
}
