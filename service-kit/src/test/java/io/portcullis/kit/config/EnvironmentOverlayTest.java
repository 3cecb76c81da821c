package io.portcullis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvironmentOverlayTest {
  private static final String YAML =
      """
      issuers:
        - issuer: https://a
          jwks: {uri: https://a/jwks}
      policies:
        payments: {max_staleness: 60s}
        payments_max: {weight: 2}
        read-only: {weight: 3}
      """;

  @Test
  void overridesAValueOfTheFile() throws ConfigException {
    Example example = read("PORTCULLIS_POLICIES_PAYMENTS_MAX_STALENESS", "10s");
    assertThat(policy(example, "payments").maxStaleness()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void addsAValueThatTheFileLacks() throws ConfigException {
    assertThat(read("PORTCULLIS_TOKEN_BYTES", "2KiB").tokenBytes()).isEqualTo(DataSize.ofKiB(2));
    assertThat(read("PORTCULLIS_LISTENER_PROBES", "0.0.0.0:1").listener().probes())
        .isEqualTo(new HostPort("0.0.0.0", 1));
  }

  @Test
  void namesListItemsByIndex() throws ConfigException {
    Example example = read("PORTCULLIS_ISSUERS_0_JWKS_URI", "https://b/jwks");
    assertThat(example.issuers().getFirst().jwks().uri()).isEqualTo(URI.create("https://b/jwks"));
  }

  @Test
  void appendsAListItem() throws ConfigException {
    Example example =
        read(
            Map.of(
                "PORTCULLIS_ISSUERS_1_ISSUER",
                "https://c",
                "PORTCULLIS_ISSUERS_1_JWKS_FILE",
                "c.json",
                "PORTCULLIS_POLICIES_PAYMENTS_REQUIRE_SCOPES_0",
                "pay"));
    assertThat(example.issuers().get(1).issuer()).isEqualTo(URI.create("https://c"));
    assertThat(policy(example, "payments").requireScopes()).containsExactly("pay");
  }

  @Test
  void prefersANameThatTheFileHas() throws ConfigException {
    assertThat(policy(read("PORTCULLIS_POLICIES_READ_ONLY_WEIGHT", "9"), "read-only").weight())
        .isEqualTo(9);
    assertThat(
            policy(read("PORTCULLIS_POLICIES_PAYMENTS_MAX_WEIGHT", "9"), "payments_max").weight())
        .isEqualTo(9);
  }

  @Test
  void addsANewName() throws ConfigException {
    assertThat(policy(read("PORTCULLIS_POLICIES_CATALOG_WEIGHT", "9"), "catalog").weight())
        .isEqualTo(9);
    assertThat(read("PORTCULLIS_HEADERS_X_TENANT", "tid").headers())
        .containsExactly(Map.entry("x_tenant", "tid"));
  }

  @Test
  void namesTheVariableInAFault() {
    assertThatThrownBy(() -> read("PORTCULLIS_POLICIES_PAYMENTS_MAX_STALENESS", "1s"))
        .hasMessage(
            "environment variable PORTCULLIS_POLICIES_PAYMENTS_MAX_STALENESS:"
                + " policies.payments.max_staleness: 1s is out of range; allowed: 2s to 24h");
  }

  @Test
  void refusesAHoleInAList() {
    assertThatThrownBy(() -> read("PORTCULLIS_ISSUERS_2_ISSUER", "https://c"))
        .hasMessage(
            "environment variable PORTCULLIS_ISSUERS_2_ISSUER: issuers[2]: is set, but not the item"
                + " before it");
  }

  @Test
  void warnsOfAVariableThatNamesNoKey() throws ConfigException {
    Map<String, String> environment =
        Map.of(
            "PORTCULLIS_PORT_9191_TCP",
            "tcp://10.0.0.1",
            "PORTCULLIS_LISTENER",
            "x",
            "PORTCULLIS_POLICIES_PAYMENTS_MAX_STALENES",
            "3s",
            "PATH",
            "/bin");
    assertThat(ConfigReader.parse(Example.class, "f.yaml", YAML, environment).warnings())
        .containsExactly(
            "environment variable PORTCULLIS_LISTENER names no configuration key; it is ignored",
            "environment variable PORTCULLIS_POLICIES_PAYMENTS_MAX_STALENES names no configuration"
                + " key; it is ignored",
            "environment variable PORTCULLIS_PORT_9191_TCP names no configuration key; it is"
                + " ignored");
  }

  private static Example.Policy policy(Example example, String name) {
    Example.Policy policy = example.policies().get(name);
    assertThat(policy).as(name).isNotNull();
    return java.util.Objects.requireNonNull(policy);
  }

  private static Example read(String name, String value) throws ConfigException {
    return read(Map.of(name, value));
  }

  private static Example read(Map<String, String> environment) throws ConfigException {
    return ConfigReader.parse(Example.class, "f.yaml", YAML, environment).config();
  }
}
