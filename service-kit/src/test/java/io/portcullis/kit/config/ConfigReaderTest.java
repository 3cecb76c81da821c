package io.portcullis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void givesDefaultsToAnEmptyFile() throws ConfigException {
    Example example = read("");
    assertThat(example.listener().probes()).hasToString("127.0.0.1:9080");
    assertThat(example.headers()).containsEntry("x-user-id", "sub");
    assertThat(example.tokenBytes().bytes()).isEqualTo(4096);
    assertThat(example.keyFile()).isNull();
  }

  @Test
  void readsEachKindOfValue() throws ConfigException {
    Example example =
        read(
            """
            listener: {probes: "[::1]:1"}
            issuers:
              - issuer: https://auth.example.com
                jwks: {uri: https://auth.example.com/jwks.json}
                leeway: 250ms
                required: false
            policies:
              payments: {require_scopes: [pay, "01"], on_stale: let-pass, weight: 3}
              public: {}
              bare:
            token_bytes: 1KiB
            key_file: keys/hmac
            """);
    assertThat(example.listener().probes()).isEqualTo(new HostPort("::1", 1));
    assertThat(example.issuers().getFirst().jwks().uri())
        .isEqualTo(URI.create("https://auth.example.com/jwks.json"));
    assertThat(example.issuers().getFirst().leeway()).isEqualTo(Duration.ofMillis(250));
    assertThat(example.issuers().getFirst().required()).isFalse();
    assertThat(example.policies()).containsOnlyKeys("payments", "public", "bare");
    assertThat(example.policies().get("payments"))
        .isEqualTo(
            new Example.Policy(
                List.of("pay", "01"), Duration.ofMinutes(1), Example.OnStale.LET_PASS, 3));
    assertThat(example.tokenBytes()).isEqualTo(DataSize.ofKiB(1));
    assertThat(example.keyFile()).isEqualTo(Path.of("keys/hmac"));
  }

  @Test
  void namesFileLinePathAndNearestKeyOfAnUnknownOne() {
    assertFaults(
        """
        policies:
          default:
            max_stalenes: 3s
        """,
        "f.yaml:3: policies.default.max_stalenes: unknown key 'max_stalenes'; did you mean"
            + " 'max_staleness'?");
  }

  @Test
  void listsTheKnownKeysWhereNoneIsNear() {
    assertFaults(
        "listener: {colour: red}",
        "f.yaml:1: listener.colour: unknown key 'colour'; known here: probes");
  }

  @Test
  void namesTheRangeOfAValueOutsideIt() {
    assertFaults(
        "policies: {default: {max_staleness: 1s}}",
        "f.yaml:1: policies.default.max_staleness: 1s is out of range; allowed: 2s to 24h");
  }

  @Test
  void reportsAllFaultsTogetherInTheOrderOfTheFile() {
    assertFaults(
        """
        token_bytes: 64KiB
        issuers:
          - issuer: "not a uri"
            leeway: soon
            jwks: {uri: http://a, file: b}
          - jwks: {file: c}
            leeway: 31s
        policies:
          default: {max_staleness: 1s, on_stale: unauthorised, weight: 11, require_scopes: pay}
        listner: {}
        """,
        "f.yaml:1: token_bytes: 64KiB is out of range; allowed: 512 to 16KiB",
        "f.yaml:3: issuers[0].issuer: 'not a uri' is not a URI: Illegal character in path",
        "f.yaml:4: issuers[0].leeway: 'soon' is not a duration; write it like 250ms, 5s, 5m or"
            + " 24h",
        "f.yaml:5: issuers[0].jwks.uri: give either uri or file",
        "f.yaml:6: issuers[1].issuer: is required",
        "f.yaml:7: issuers[1].leeway: 31s is out of range; allowed: 0s to 30s",
        "f.yaml:9: policies.default.require_scopes: must be a list, not a single value",
        "f.yaml:9: policies.default.on_stale: 'unauthorised' is not allowed; allowed: unavailable,"
            + " unauthorized, let-pass; did you mean 'unauthorized'?",
        "f.yaml:9: policies.default.max_staleness: 1s is out of range; allowed: 2s to 24h",
        "f.yaml:9: policies.default.weight: 11 is out of range; allowed: 1 to 10",
        "f.yaml:10: listner: unknown key 'listner'; did you mean 'listener'?");
  }

  @Test
  void refusesADuplicateKeyAndNamesBothLines() {
    assertFaults(
        """
        token_bytes: 1KiB
        listener: {}
        token_bytes: 2KiB
        """,
        "f.yaml:3: token_bytes: duplicate key; it was given in line 1");
  }

  @Test
  void refusesADuplicateKeyDeepInside() {
    assertFaults(
        """
        policies:
          a: {weight: 1,
              weight: 2}
        """,
        "f.yaml:3: policies.a.weight: duplicate key; it was given in line 2");
  }

  @Test
  void saysInOneSentenceThatItIsNoYaml() {
    assertFaults(
        "listener:\n  probes: [1, 2\nissuers: []\n",
        "f.yaml:3: is not valid YAML: while parsing a flow sequence, expected ',' or ']', but got"
            + " :");
  }

  @Test
  void saysInOneSentenceThatATabIsNoYaml() {
    assertFaults(
        "listener:\n\tprobes: a\n",
        "f.yaml:2: is not valid YAML: while scanning for the next token, found character '\\t(TAB)'"
            + " that cannot start any token. (Do not use \\t(TAB) for indentation)");
  }

  @Test
  void refusesAListWhereKeysBelong() {
    assertFaults("- a\n- b\n", "f.yaml:1: must be a mapping of keys, not a list");
    assertFaults("listener: [1]", "f.yaml:1: listener: must be a mapping of keys, not a list");
    assertFaults("token_bytes: {}", "f.yaml:1: token_bytes: must be a single value, not a mapping");
    assertFaults("headers: x", "f.yaml:1: headers: must be a mapping of names, not a single value");
  }

  @Test
  void refusesASecondDocument() {
    assertFaults("listener: {}\n---\n", "f.yaml:3: a second document begins here; one is allowed");
  }

  @Test
  void refusesAnAlias() {
    assertFaults(
        "listener: &a {}\nkey_file: *a\n",
        "f.yaml:2: key_file: an alias is not allowed; write the value out");
  }

  @Test
  void saysInOneSentenceThatTheFileIsMissing() {
    Path missing = directory.resolve("missing.yaml");
    assertThat(faultsOf(missing))
        .containsExactly(missing + ": the configuration file does not exist");
  }

  @Test
  void saysInOneSentenceThatTheFileCannotBeRead() throws Exception {
    assertThat(faultsOf(directory))
        .containsExactly(directory + ": is a directory, not a configuration file");
    Path binary = directory.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(faultsOf(binary)).containsExactly(binary + ": is not UTF-8 text");
    Path huge = directory.resolve("huge.yaml");
    Files.writeString(huge, "#".repeat(1024 * 1024 + 1));
    assertThat(faultsOf(huge)).containsExactly(huge + ": is larger than 1 MiB");
  }

  @Test
  void survivesNestingWithoutEnd() {
    assertThat(faultsOf("[".repeat(100_000), Map.of())).hasSize(1);
    assertThat(faultsOf("{a: ".repeat(100_000), Map.of())).hasSize(1);
  }

  private List<String> faultsOf(Path file) {
    try {
      ConfigReader.read(Example.class, file, Map.of());
      return List.of();
    } catch (ConfigException e) {
      return e.faults();
    }
  }

  private static Example read(String yaml) throws ConfigException {
    return ConfigReader.parse(Example.class, "f.yaml", yaml, Map.of()).config();
  }

  private static void assertFaults(String yaml, String... faults) {
    assertThat(faultsOf(yaml, Map.of())).containsExactly(faults);
  }

  private static List<String> faultsOf(String yaml, Map<String, String> environment) {
    try {
      ConfigReader.parse(Example.class, "f.yaml", yaml, environment);
      return List.of();
    } catch (ConfigException e) {
      return e.faults();
    }
  }
}
