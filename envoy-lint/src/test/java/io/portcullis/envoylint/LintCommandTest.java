package io.portcullis.envoylint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a user of the command line sees. */
class LintCommandTest {
  private static final String OPEN = "failure_mode_allow: true";

  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  @Test
  void saysThatNothingWasFoundAndExitsZero() throws Exception {
    Outcome outcome = lint(file("envoy.yaml", EnvoyYaml.clean().text()));

    assertThat(outcome).isEqualTo(new Outcome(0, "1 file: no findings\n", ""));
  }

  @Test
  void namesPlaceRuleRiskAndRemedyAndExitsOne() throws Exception {
    String bad = EnvoyYaml.clean().with("failure_mode_allow: false", OPEN).text();
    String file = file("envoy.yaml", bad);
    int line = (int) bad.substring(0, bad.indexOf(OPEN)).lines().count();

    Outcome outcome = lint(file);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .startsWith(
            file + ":" + line + ":15: error: failure_mode_allow is true [failure-mode-allow]\n")
        .contains(
            "at:    static_resources.listeners[0].filter_chains[0].filters[0].typed_config"
                + ".http_filters[0].typed_config.failure_mode_allow\n",
            "risk:  Every request passes while the authorizer cannot be reached",
            "write: failure_mode_allow: false\n")
        .endsWith("1 file: 1 error, 0 warnings\n");
  }

  @Test
  void writesTheSameAsJson() throws Exception {
    String file = file("envoy.yaml", EnvoyYaml.clean().without("encode_raw_headers").text());

    JsonNode report = new ObjectMapper().readTree(lint(file, "--format", "json").out());

    assertThat(report.at("/errors").intValue()).isEqualTo(1);
    assertThat(report.at("/files/0").textValue()).isEqualTo(file);
    assertThat(report.at("/findings/0/rule").textValue()).isEqualTo("raw-headers");
    assertThat(report.at("/findings/0/file").textValue()).isEqualTo(file);
    assertThat(report.at("/findings/0/column").intValue()).isEqualTo(13);
    assertThat(report.at("/findings/0/path").textValue()).endsWith("http_filters[0].typed_config");
  }

  @Test
  void takesSeveralFilesAndTheStandardInput() throws Exception {
    String good = file("good.yaml", EnvoyYaml.clean().text());
    String bad = EnvoyYaml.clean().without("merge_slashes: true").text();

    Outcome outcome = lint(bad.getBytes(StandardCharsets.UTF_8), good, "-");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .startsWith("(standard input):")
        .contains("[merge-slashes]")
        .endsWith("2 files: 1 error, 0 warnings\n");
  }

  @Test
  void findsNoExtAuthzUnlessThatIsAllowed() throws Exception {
    String file = file("empty.yaml", "static_resources: {}\n");

    assertThat(lint(file).out()).contains("no ext_authz filter found [no-ext-authz]");
    assertThat(lint(file, "--allow-none").code()).isZero();
  }

  @Test
  void leavesOutIgnoredRules() throws Exception {
    String file = file("envoy.yaml", EnvoyYaml.clean().without("merge_slashes: true").text());

    assertThat(lint(file, "--ignore", "merge-slashes").code()).isZero();
    assertThat(lint(file, "--ignore", "merge-slash"))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(2))
        .satisfies(refused -> assertThat(refused.err()).contains("no rule 'merge-slash'"));
  }

  @Test
  void takesOwnedHeadersAndPoliciesFromTheServersConfiguration() throws Exception {
    String server =
        file(
            "server.yaml",
            """
            identity: {headers: {X-Caller: sub}, prefix: X-Own-}
            policies: {catalog: {credentials: [bearer]}, payments: {}}
            """);

    Outcome outcome = lint(file("envoy.yaml", EnvoyYaml.clean().text()), "--server-config", server);

    assertThat(outcome.out())
        .contains(
            "x-caller is not removed early",
            "headers under x-own- are neither removed early nor shown to ext_authz",
            "allow_expression does not take x-caller",
            "policy public is none of catalog, default, payments")
        .doesNotContain("policy default is none of");
  }

  @Test
  void takesMtlsFromTheServersConfiguration() throws Exception {
    String envoy =
        file(
            "envoy.yaml",
            EnvoyYaml.clean()
                .with(
                    "stat_prefix: api\n",
                    "stat_prefix: api\n          forward_client_cert_details: APPEND_FORWARD\n")
                .with(
                    "    - filters:\n",
                    "    - transport_socket: {typed_config: {common_tls_context: {}}}\n      filters:\n")
                .text());
    String policies = "policies: {catalog: {credentials: [mtls]}, payments: {}, public: {}}\n";
    String none = file("none.yaml", policies + "mtls: {trusted_hops: []}\n");
    String hops = file("hops.yaml", policies + "mtls: {trusted_hops: [\"spiffe://a/gateway\"]}\n");

    assertThat(lint(envoy).out())
        .contains("[client-cert-forwarded]")
        .doesNotContain("[client-cert-unverified]");
    assertThat(lint(envoy, "--server-config", none).out())
        .contains("[client-cert-forwarded]", "[client-cert-unverified]");
    assertThat(lint(envoy, "--server-config", hops).out())
        .contains("[client-cert-unverified]")
        .doesNotContain("[client-cert-forwarded]");
  }

  @Test
  void takesOwnedHeadersFromOptions() throws Exception {
    Outcome outcome =
        lint(
            file("envoy.yaml", EnvoyYaml.clean().text()),
            "--owned-header=x-user-id,x-caller",
            "--owned-prefix=x-auth-",
            "--policies=default,payments,catalog,public");

    assertThat(outcome.out())
        .contains("x-caller is not removed early")
        .doesNotContain("x-user-id is not removed early", "is none of");
  }

  @Test
  void readsATemplateWithPlacesThatNobodyHasFilled() throws Exception {
    Outcome outcome = lint(file("envoy.yaml", "admin: {a: ${ADMIN_PORT}}\n"), "--allow-none");

    assertThat(outcome).isEqualTo(new Outcome(0, "1 file: no findings\n", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                  | : is empty
          '# nothing\\n'                      | : is empty
          'a: 1\\na: 2\\n'                    | :2:1: duplicate key a; it was given in line 1
          'a: [1\\n'                          | :2:1: is not valid YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>
          '- a\\n- b\\n'                      | : is not a mapping of keys, as Envoy's files are
          'just words\\n'                     | : is not a mapping of keys, as Envoy's files are
          'a: 1\\n---\\nb: 2\\n'              | :2:1: is not valid YAML: expected a single document in the stream, but found another document
          'a: *b\\n'                          | :1:4: is not valid YAML: found undefined alias b
          '{a: 1}: 2\\n'                      | :1:1: a key must be a plain word
          'a: &a {b: *a}\\n'                  | is nested deeper than 200 levels
          'a: "\u0007"\\n'                    | is not valid YAML: special characters are not allowed
          """)
  void saysInOneSentenceWhyAFileIsNoConfiguration(String text, String sentence) throws Exception {
    String file = file("bad.yaml", text.replace("\\n", "\n"));

    Outcome outcome = lint(file);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("portcullis lint: " + file).contains(sentence);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void refusesAliasesThatStandForBillionsOfValues() throws Exception {
    StringBuilder bomb = new StringBuilder("l0: &l0 [a, a, a, a, a, a, a, a, a, a]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*l" + (i - 1);
      bomb.append("l%d: &l%d [%s]\n".formatted(i, i, (alias + ", ").repeat(9) + alias));
    }

    Outcome outcome = lint(file("bomb.yaml", bomb.toString()));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("the aliases stand for more than 1000000 values");
  }

  @Test
  void saysThatAFileIsMissingOrAFolderOrNoText() throws Exception {
    Path binary = folder.resolve("binary");
    Files.write(binary, new byte[] {(byte) 0xC0, (byte) 0xC0, 0});

    assertThat(lint(folder.resolve("none").toString()).err()).endsWith(": there is no such file\n");
    assertThat(lint(folder.toString()).err()).endsWith(": is a directory; name the file in it\n");
    assertThat(lint(binary.toString()).err()).endsWith(": is not text in UTF-8\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--format=xml a", "", "--no-such-option a", "a --owned-prefix"})
  void refusesWrongUsageInOneSentence(String arguments) throws Exception {
    Outcome outcome = lint(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("portcullis lint: ")
        .contains("; see portcullis lint --help");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void helpNamesTheExitCodes() throws Exception {
    assertThat(lint("--help"))
        .satisfies(help -> assertThat(help.code()).isZero())
        .satisfies(help -> assertThat(help.out()).contains("Exit codes:", "--owned-header"));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Outcome lint(String... arguments) {
    return lint(new byte[0], arguments);
  }

  private static Outcome lint(byte[] in, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        PortcullisCommand.commandLine(new ByteArrayInputStream(in))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    String[] all = new String[arguments.length + 1];
    all[0] = "lint";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new Outcome(command.execute(all), out.toString(), err.toString());
  }
}
