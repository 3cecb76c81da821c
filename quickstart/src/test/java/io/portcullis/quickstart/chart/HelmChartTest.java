package io.portcullis.quickstart.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.testkit.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HelmChartTest {
  @TempDir private Path scratch;

  @Test
  void bothServersRunUnprivilegedOnAReadOnlyRoot() throws Exception {
    for (JsonNode pod : podSpecs(RenderedChart.withDefaults())) {
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      JsonNode container = pod.at("/containers/0/securityContext");
      assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
      assertThat(container.at("/capabilities/add").isMissingNode()).isTrue();
    }
  }

  @Test
  void noPodGetsKubernetesServiceVariablesOrItsApiToken() throws Exception {
    for (JsonNode pod : podSpecs(RenderedChart.withDefaults())) {
      assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    }
  }

  @Test
  void theSocketIsInAFolderOfTheNodeThatTheServerMayWrite() throws Exception {
    RenderedChart chart = RenderedChart.withDefaults();
    JsonNode pod = chart.object("DaemonSet", "-ext-authz").at("/spec/template/spec");
    String folder = pod.at("/volumes/1/hostPath/path").asText();
    assertThat(chart.object("ConfigMap", "-ext-authz").at("/data/ext-authz.yaml").asText())
        .contains("grpc: unix://" + folder + "/");
    assertThat(pod.at("/initContainers/0/args/0").asText()).contains("chown 65532:65532 " + folder);
  }

  @Test
  void probesAskThePortsThatTheConfigurationNames() throws Exception {
    for (JsonNode pod : podSpecs(RenderedChart.withDefaults())) {
      JsonNode container = pod.at("/containers/0");
      assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
      assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/livez");
      assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/startupz");
      assertThat(container.path("ports").valueStream().map(port -> port.path("name").asText()))
          .contains("probes", "metrics");
    }
  }

  @Test
  void noSecretIsRendered() throws Exception {
    for (String values : List.of("locked-down.yaml", "tokens-only.yaml", "edge-only.yaml")) {
      assertThat(RenderedChart.with(values).find("Secret", "")).isEmpty();
    }
  }

  @Test
  void oneSideCanBeInstalledWithoutTheOther() throws Exception {
    assertThat(RenderedChart.with("edge-only.yaml").find("Deployment", "")).isEmpty();
    assertThat(RenderedChart.with("tokens-only.yaml").find("DaemonSet", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge-only.yaml", "locked-down.yaml"})
  void theExtAuthzServerTakesTheConfigurationOfThisValueSet(String values) throws Exception {
    JsonNode config = RenderedChart.with(values).object("ConfigMap", "-ext-authz").path("data");
    unlessTaken("ext-authz-server", config.path("ext-authz.yaml").asText());
  }

  @Test
  void bothServersTakeTheDefaultConfiguration() throws Exception {
    RenderedChart chart = RenderedChart.withDefaults();
    unlessTaken(
        "ext-authz-server",
        chart.object("ConfigMap", "-ext-authz").at("/data/ext-authz.yaml").asText());
    unlessTaken(
        "token-service",
        chart.object("ConfigMap", "-token-service").at("/data/token-service.yaml").asText());
  }

  private void unlessTaken(String module, String configuration) throws Exception {
    Path file = Files.writeString(scratch.resolve(module + ".yaml"), configuration);
    ServerProcess.Outcome outcome =
        ServerProcess.run(
            ServerProcess.Command.of(module, "--check-config", "--config", file.toString()));
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  private static List<JsonNode> podSpecs(RenderedChart chart) {
    return Stream.of(
            chart.object("DaemonSet", "-ext-authz"), chart.object("Deployment", "-token-service"))
        .map(object -> object.at("/spec/template/spec"))
        .toList();
  }
}
