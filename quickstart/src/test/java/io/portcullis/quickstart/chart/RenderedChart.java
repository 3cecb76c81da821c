package io.portcullis.quickstart.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.portcullis.testkit.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The objects that helm renders from the chart. */
final class RenderedChart {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final List<JsonNode> objects;

  private RenderedChart(List<JsonNode> objects) {
    this.objects = objects;
  }

  /** With the chart's defaults. */
  static RenderedChart withDefaults() throws Exception {
    return render(List.of());
  }

  /** With a value set of {@code helm/ci}. */
  static RenderedChart with(String valueSet) throws Exception {
    return render(List.of("--values", folder().resolve("ci/" + valueSet).toString()));
  }

  /** The one object of this kind whose name ends so. */
  JsonNode object(String kind, String nameEnd) {
    return find(kind, nameEnd).orElseThrow();
  }

  Optional<JsonNode> find(String kind, String nameEnd) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.at("/metadata/name").asText().endsWith(nameEnd))
        .findFirst();
  }

  List<JsonNode> objects() {
    return objects;
  }

  private static Path folder() {
    return Repository.root().resolve("helm");
  }

  private static RenderedChart render(List<String> values) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Repository.program("helm").toString());
    command.addAll(List.of("template", "release", folder().resolve("portcullis").toString()));
    command.addAll(List.of("--namespace", "edge", "--kube-version", "1.31.0"));
    command.addAll(values);
    Process helm =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    RenderedChart chart = new RenderedChart(parse(helm));
    if (helm.waitFor() != 0) {
      throw new IOException("helm template failed");
    }
    return chart;
  }

  private static List<JsonNode> parse(Process helm) throws IOException {
    try (var objects = YAML.readerFor(JsonNode.class).<JsonNode>readValues(helm.getInputStream())) {
      return objects.readAll().stream().filter(JsonNode::isObject).toList();
    }
  }
}
