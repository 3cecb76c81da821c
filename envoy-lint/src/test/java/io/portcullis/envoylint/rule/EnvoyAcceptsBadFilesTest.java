package io.portcullis.envoylint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.envoylint.rule.BadFiles.BadFile;
import io.portcullis.testkit.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Envoy itself takes every bad file: the fields that the rules read are real, and what the lint
 * finds is nothing that Envoy would have refused anyhow.
 */
class EnvoyAcceptsBadFilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.portcullis.envoylint.rule.BadFiles#all")
  void envoyValidatesIt(BadFile bad) throws Exception {
    Path file = Files.writeString(folder.resolve("envoy.yaml"), bad.text());
    Path said = folder.resolve("said");

    Process envoy =
        new ProcessBuilder(
                Repository.program("envoy").toString(),
                "--mode",
                "validate",
                "--log-level",
                "error",
                // Discovery asks for them.
                "--service-node",
                "lint",
                "--service-cluster",
                "lint",
                "--config-path",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();

    assertThat(envoy.waitFor()).as(Files.readString(said)).isZero();
  }
}
