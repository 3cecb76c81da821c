package io.portcullis.extauthz.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.telemetry.DecisionLog.Sources;
import io.portcullis.kit.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a decision stays in the log. */
class DecisionLogTest {
  private static final byte[] KEY = "a key of this test".getBytes(UTF_8);
  private static final Instant NOW = Instant.parse("2027-01-15T08:00:00Z");

  @TempDir private Path directory;
  private boolean sampling;

  @Test
  void logsADenialOfNobody() throws Exception {
    List<JsonNode> lines = logging(Set.of(), house -> house.check(House.request("payments")));

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().properties())
        .extracting(Map.Entry::getKey)
        .containsExactly(
            "log",
            "time",
            "request_id",
            "method",
            "host",
            "path",
            "decision",
            "reason",
            "policy",
            "source",
            "revocation_positions");
    assertThat(text(lines.getFirst(), "time")).isEqualTo("2027-01-15T08:00:00Z");
    assertThat(text(lines.getFirst(), "decision")).isEqualTo("deny");
    assertThat(text(lines.getFirst(), "reason")).isEqualTo("credential_missing");
    assertThat(text(lines.getFirst(), "policy")).isEqualTo("payments");
    assertThat(lines.getFirst().path("revocation_positions").path("0").asText()).isEqualTo("7-42");
  }

  @Test
  void hashesWhoeverIsProved() throws Exception {
    String token = House.draft(House.ES256).claim("jti", "revoked-one").signed();
    List<JsonNode> lines =
        logging(
            Set.of(),
            house -> {
              house.revocations.revokeToken("revoked-one");
              house.bearing(token);
            });

    JsonNode line = lines.getFirst();
    IdHash hash = new IdHash(KEY);
    assertThat(text(line, "reason")).isEqualTo("token_revoked");
    assertThat(text(line, "subject")).isEqualTo(hash.of("subject", "u-1"));
    assertThat(text(line, "session")).isEqualTo(hash.of("session", "s-1"));
    assertThat(text(line, "client")).isEqualTo(hash.of("client", "app"));
    assertThat(text(line, "token")).isEqualTo(hash.of("token", "revoked-one"));
    assertThat(text(line, "tenant")).isEqualTo("acme");
    assertThat(line.toString()).doesNotContain("u-1", "s-1", "revoked-one", token);
  }

  @Test
  void aHashTellsKindsAndKeysApart() {
    IdHash hash = new IdHash(KEY);

    assertThat(hash.of("subject", "x"))
        .isEqualTo(hash.of("subject", "x"))
        .isNotEqualTo(hash.of("client", "x"))
        .isNotEqualTo(new IdHash("other".getBytes(UTF_8)).of("subject", "x"));
  }

  @Test
  void logsAYesOnlyWhenItIsSampled() throws Exception {
    String token = House.draft(House.ES256).signed();
    List<JsonNode> lines =
        logging(
            Set.of(),
            house -> {
              house.revocations.ageIs(120);
              house.bearing(token);
              sampling = true;
              house.bearing(token);
            });

    assertThat(lines).hasSize(1);
    assertThat(text(lines.getFirst(), "decision")).isEqualTo("allow");
    assertThat(text(lines.getFirst(), "source")).isEqualTo("cached");
    assertThat(lines.getFirst().path("revocation_age_ms").asLong()).isEqualTo(120);
  }

  @Test
  void alwaysLogsWhatOnlyShadowModeLetPass() throws Exception {
    List<JsonNode> lines = logging(Set.of(), house -> house.check(House.request("trial")));

    assertThat(text(lines.getFirst(), "decision")).isEqualTo("allow");
    assertThat(text(lines.getFirst(), "reason")).isEqualTo("credential_missing");
    assertThat(lines.getFirst().path("shadow").asBoolean()).isTrue();
  }

  @Test
  void tellsWhoWouldHaveBeenDeniedAndHowOldTheStateWas() throws Exception {
    String token = House.draft(House.ES256).signed(); // lacks the scope
    List<JsonNode> lines =
        logging(
            Set.of(),
            house -> {
              house.revocations.ageIs(120);
              house.check(House.request("trial", "authorization", "Bearer " + token));
              house.check(House.request("payments", "authorization", "Bearer " + token));
            });

    assertThat(lines)
        .extracting(line -> text(line, "reason"))
        .containsExactly("scope_insufficient", "scope_insufficient");
    assertThat(lines)
        .extracting(line -> text(line, "subject"))
        .containsOnly(new IdHash(KEY).of("subject", "u-1"));
    assertThat(lines)
        .extracting(line -> line.path("revocation_age_ms").asLong())
        .containsOnly(120L);
  }

  @Test
  void leavesOutWhatIsMaskedAndEveryQuery() throws Exception {
    CheckRequest request = withPath("/orders?access_token=secret");

    List<JsonNode> plain = logging(Set.of(), house -> house.check(request));
    List<JsonNode> masked =
        logging(Set.of("path", "host", "method", "request_id"), house -> house.check(request));

    assertThat(text(plain.getFirst(), "path")).isEqualTo("/orders");
    assertThat(masked.getFirst().has("path")).isFalse();
    assertThat(masked.getFirst().has("host")).isFalse();
    assertThat(masked.getFirst().has("method")).isFalse();
    assertThat(masked.getFirst().has("request_id")).isFalse();
  }

  @Test
  void cutsLongTextsAndKeepsEachDecisionOnOneLine() throws Exception {
    CheckRequest request = withPath("/" + "a".repeat(10_000) + "\n{}");

    List<JsonNode> lines = logging(Set.of(), house -> house.check(request));

    assertThat(lines).hasSize(1);
    assertThat(text(lines.getFirst(), "path")).hasSize(DecisionRecord.MAX_CHARS);
  }

  @Test
  void beginsANewFileOnceTheOldOneWasMoved() throws Exception {
    Path file = directory.resolve("moved.log");
    DecisionOutput output = DecisionOutput.file(file);
    output.write("one\n".getBytes(UTF_8));
    Files.move(file, directory.resolve("moved.log.1"));
    output.write("two\n".getBytes(UTF_8));
    Files.move(file, directory.resolve("moved.log.2"));
    Files.createFile(file); // as some who rotate logs do
    output.write("three\n".getBytes(UTF_8));
    output.close();

    assertThat(directory.resolve("moved.log.2")).hasContent("two");
    assertThat(file).hasContent("three");
  }

  private interface Story {
    void of(House house) throws IOException;
  }

  /** The lines that a story leaves. */
  private List<JsonNode> logging(Set<String> masked, Story story) throws IOException {
    Path file = directory.resolve("decisions-" + masked.size() + ".log");
    DecisionLog log =
        new DecisionLog(
            new DecisionLogForm(KEY, masked),
            DecisionOutput.file(file),
            new Sources(() -> NOW, () -> Map.of("control", "7-3", "0", "7-42")),
            new Metrics());
    story.of(House.around(inner -> new LoggedAuthorizer(inner, log, () -> sampling)));
    log.start();
    log.close(); // writes what waits
    return lines(file);
  }

  private static List<JsonNode> lines(Path file) {
    List<JsonNode> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        lines.add(new ObjectMapper().readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private static CheckRequest withPath(String path) {
    CheckRequest.Builder request = House.request("").toBuilder();
    AttributeContext.HttpRequest.Builder http =
        request.getAttributesBuilder().getRequestBuilder().getHttpBuilder();
    http.setPath(path);
    return request.build();
  }

  private static String text(JsonNode line, String field) {
    return line.path(field).asText();
  }
}
