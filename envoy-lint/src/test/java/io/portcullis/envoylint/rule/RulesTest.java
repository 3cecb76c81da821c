package io.portcullis.envoylint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.envoylint.EnvoyYaml;
import io.portcullis.envoylint.envoy.Configuration;
import io.portcullis.envoylint.rule.BadFiles.BadFile;
import io.portcullis.envoylint.tree.TreeReader;
import io.portcullis.envoylint.tree.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule finds what breaks it, and nothing in a good file. */
class RulesTest {
  private static final Expectations SERVER =
      new Expectations(
          Expectations.HEADERS,
          Expectations.PREFIX,
          Set.of("default", "payments", "catalog", "public"),
          Set.of("bearer", "dpop", "api_key", "mtls"),
          false,
          false);

  private static final Expectations HOPS =
      new Expectations(
          SERVER.headers(), SERVER.prefix(), SERVER.policies(), SERVER.credentials(), true, false);

  /** Rules whose bad file is no edit of envoy.yaml, and the tests that show them. */
  private static final Set<String> SHOWN_BELOW = Set.of("envoy-version");

  @ParameterizedTest
  @MethodSource("io.portcullis.envoylint.rule.BadFiles#all")
  void findsWhatBreaksTheRuleAndNothingElse(BadFile bad) throws Exception {
    assertThat(findings(bad.text()))
        .isNotEmpty()
        .extracting(finding -> finding.rule().id())
        .containsOnly(bad.rule());
  }

  @Test
  void findsNothingInTheRepositorysOwnFile() throws Exception {
    assertThat(findings(EnvoyYaml.clean().text())).isEmpty();
  }

  @Test
  void everyRuleHasABadFile() {
    Set<String> broken = BadFiles.all().stream().map(BadFile::rule).collect(Collectors.toSet());
    broken.addAll(SHOWN_BELOW);

    assertThat(Rules.all()).extracting(Rule::id).containsExactlyInAnyOrderElementsOf(broken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FORWARD_ONLY", "APPEND_FORWARD"})
  void letsCertificatesBeForwardedForTrustedHopsAlone(String details) throws Exception {
    assertThat(findings(forwarding(details), HOPS)).isEmpty();
    assertThat(findings(forwarding(details)))
        .extracting(finding -> finding.rule().id())
        .containsExactly("client-cert-forwarded");
  }

  @Test
  void neverLetsCertificatesBeForwardedWithoutTls() throws Exception {
    assertThat(findings(forwarding("ALWAYS_FORWARD_ONLY"), HOPS))
        .extracting(finding -> finding.rule().id())
        .containsExactly("client-cert-forwarded");
  }

  private static String forwarding(String details) {
    return EnvoyYaml.clean()
        .with(
            "stat_prefix: api\n",
            "stat_prefix: api\n          forward_client_cert_details: " + details + "\n")
        .text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "validation_context: {trusted_ca: {filename: /ca.pem}}",
        "validation_context: {system_root_certs: {}}",
        "validation_context: {custom_validator_config: {name: envoy.tls.cert_validator.spiffe}}",
        "validation_context_sds_secret_config: {name: ca}",
        "combined_validation_context: {default_validation_context: {trusted_ca: {filename: /ca.pem}}}",
        "combined_validation_context: {validation_context_sds_secret_config: {name: ca}}"
      })
  void takesCertificatesThatEnvoyVerifies(String validation) throws Exception {
    assertThat(findings(BadFiles.withTls(validation).text())).isEmpty();
  }

  @Test
  void mindsUnverifiedCertificatesOnlyWhereAPolicyTakesThem() throws Exception {
    assertThat(findings(BadFiles.withTls("").text(), Expectations.defaults())).isEmpty();
    assertThat(
            findings(
                BadFiles.withTls("validation_context: {trust_chain_verification: ACCEPT_UNTRUSTED}")
                    .text(),
                Expectations.defaults()))
        .extracting(Finding::found)
        .containsExactly("trust_chain_verification is ACCEPT_UNTRUSTED");
  }

  @Test
  void readsTheVersionFromAConfigurationDump() throws Exception {
    assertThat(findings(dump(1, 37, 4)))
        .extracting(Finding::found)
        .contains("this is Envoy 1.37.4");
    assertThat(findings(dump(1, 38, 2)))
        .extracting(Finding::found)
        .contains("this is Envoy 1.38.2");
    assertThat(findings(dump(1, 40, 0)))
        .extracting(finding -> finding.rule().id())
        .containsExactly("no-ext-authz");
  }

  private static String dump(int major, int minor, int patch) {
    return """
    {"configs": [{
      "@type": "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump",
    \t"bootstrap": {"node": {"user_agent_build_version":
        {"version": {"major_number": %d, "minor_number": %d, "patch": %d}}}}}]}
    """
        .formatted(major, minor, patch);
  }

  private static List<Finding> findings(String text) throws UnreadableException, IOException {
    return findings(text, SERVER);
  }

  private static List<Finding> findings(String text, Expectations expectations)
      throws UnreadableException, IOException {
    return Rules.findings(
        Configuration.of(
            TreeReader.read(
                "envoy.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))),
        expectations,
        Set.of());
  }
}
