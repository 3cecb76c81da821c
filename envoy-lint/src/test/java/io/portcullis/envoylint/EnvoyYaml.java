package io.portcullis.envoylint;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This repository's own configuration, which is clean, and what becomes of it by an edit. */
public record EnvoyYaml(String text) {
  private static final Path FOLDER = Repository.root().resolve("envoy");

  /** With its places filled. */
  public static EnvoyYaml clean() {
    try {
      String text = Files.readString(FOLDER.resolve("envoy.yaml"));
      for (String line : Files.readAllLines(FOLDER.resolve("defaults.env"))) {
        String[] pair = line.split("=", 2);
        text = pair.length == 2 ? text.replace("${" + pair[0] + "}", pair[1]) : text;
      }
      return new EnvoyYaml(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the first occurrence replaced; what is replaced has to be there. */
  public EnvoyYaml with(String written, String instead) {
    int at = text.indexOf(written);
    assertThat(at).as("'%s' in envoy/envoy.yaml", written).isNotNegative();
    return new EnvoyYaml(text.substring(0, at) + instead + text.substring(at + written.length()));
  }

  /** Without the line that holds this; the line has to be there. */
  public EnvoyYaml without(String written) {
    String line = text.lines().filter(each -> each.contains(written)).findFirst().orElse(written);
    return with(line + "\n", "");
  }
}
