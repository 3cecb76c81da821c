package io.portcullis.extauthz;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.corpus.Corpus;
import io.portcullis.extauthz.corpus.CorpusRow;
import io.portcullis.extauthz.corpus.CorpusRow.Reach;
import io.portcullis.extauthz.corpus.LogLines;
import io.portcullis.extauthz.corpus.Setting;
import io.portcullis.extauthz.corpus.Trap;
import io.portcullis.extauthz.envoy.Answer;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwt.SigningKeys;
import io.portcullis.testkit.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows of the corpus against the real server over a real connection, by the clock on the wall.
 * Left out are those that need a clock that stands or revocations.
 */
final class CorpusOverGrpcTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void everyRowIsAnsweredAsOwed() throws Exception {
    List<Integer> ports = FreePorts.next(3);
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    try (LogLines lines = LogLines.capture();
        Trap trap = Trap.set();
        ServerUnderTest server = ServerUnderTest.start(config(ports), ports.get(1), ports.get(2));
        GrpcAsker envoy = GrpcAsker.tcp(ports.getFirst())) {
      server.awaitReady();
      Setting setting = new Setting(System.currentTimeMillis() / 1000, trap.uri());
      for (CorpusRow row : Corpus.rows(setting)) {
        if (row.reach() == Reach.PORT_TOO) {
          String first = new Answer(envoy.check(row.message())).summary();
          String again = new Answer(envoy.check(row.message())).summary();
          asked++;
          if (!first.equals(row.expected()) || !again.equals(first)) {
            wrong.add(row + " is owed " + row.expected() + " and got " + first + ", " + again);
          }
        }
      }
      assertThat(trap.wasSprung()).isFalse();
      assertThat(lines.text()).doesNotContain("eyJ");
    }

    assertThat(wrong).isEmpty();
    assertThat(asked).isGreaterThan(400);
  }

  private String config(List<Integer> ports) throws Exception {
    return """
    listener: {grpc: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
    issuers:
      - {issuer: "%s", jwks: {file: %s}, audiences: [api], algorithms: [ES256, Ed25519, RS256],
         minted_after_read: true}
      - {issuer: "%s", jwks: {file: %s}, audiences: [api], leeway: 0s}
    revocation: {mode: none}
    # Every row comes from one source, and most are failures.
    overload: {failed_verifications_per_source: unlimited}
    # So that even the longest row reaches the parser.
    limits: {message_bytes: 4MiB}
    drain: {delay: 0s, timeout: 5s}
    policies:
      default: {}
      payments: {require_scopes: [pay]}
      catalog: {max_staleness: unlimited}
      acme: {tenant: acme, audiences: [api], require_claims: [sid]}
      partner: {credentials: [bearer, api_key]}
      public: {anonymous: true}
    """
        .formatted(
            ports.get(0),
            ports.get(1),
            ports.get(2),
            House.ISSUER,
            jwks("ours.json", House.ES256, House.ED25519, House.RS256),
            House.OTHER_ISSUER,
            jwks("partner.json", House.PARTNER));
  }

  private Path jwks(String name, SigningKeys... keys) throws Exception {
    String set =
        Arrays.stream(keys)
            .map(SigningKeys::jwk)
            .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    return Files.writeString(directory.resolve(name), set);
  }
}
