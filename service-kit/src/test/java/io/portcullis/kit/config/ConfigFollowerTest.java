package io.portcullis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.config.ConfigFollower.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFollowerTest {
  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void writeTheFirst() throws IOException {
    file = Files.writeString(directory.resolve("c.yaml"), "token_bytes: 1000\n");
  }

  @Test
  void tellsAChangeOnceItHasBeenSeenTwice() throws Exception {
    ConfigFollower<Example> follower = following(Map.of());
    assertThat(poll(follower)).isEqualTo("none");
    Files.writeString(file, "token_bytes: 2000\n");
    assertThat(poll(follower)).isEqualTo("none");
    assertThat(poll(follower)).isEqualTo("2000");
    assertThat(poll(follower)).isEqualTo("none");
  }

  @Test
  void waitsForAFileThatIsStillBeingWritten() throws Exception {
    ConfigFollower<Example> follower = following(Map.of());
    for (int digits = 1; digits <= 4; digits++) {
      Files.writeString(file, "token_bytes: " + "3000".substring(0, digits));
      assertThat(poll(follower)).isEqualTo("none");
    }
    assertThat(poll(follower)).isEqualTo("3000");
  }

  @Test
  void seesAnotherFileRenamedToThisOne() throws Exception {
    ConfigFollower<Example> follower = following(Map.of());
    Path other = Files.writeString(directory.resolve("c.yaml.swp"), "token_bytes: 2000\n");
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    assertThat(pollTwice(follower)).isEqualTo("2000");
  }

  /** As Kubernetes does it: c.yaml → ..data/c.yaml, and ..data → a directory for each version. */
  @Test
  void seesTheExchangedLinkOfAConfigMap() throws Exception {
    version("..v1", "token_bytes: 1000\n");
    Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..v1"));
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("..data/c.yaml"));
    ConfigFollower<Example> follower = following(Map.of());
    version("..v2", "token_bytes: 2000\n");
    Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..v2"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    assertThat(pollTwice(follower)).isEqualTo("2000");
  }

  @Test
  void tellsAFaultOnceAndTheRepairAfterIt() throws Exception {
    ConfigFollower<Example> follower = following(Map.of());
    Files.writeString(file, "token_bytes: many\n");
    assertThat(pollTwice(follower)).contains(":1: token_bytes: 'many' is not a size");
    assertThat(poll(follower)).isEqualTo("none");
    Files.writeString(file, "token_bytes: 1000\n");
    assertThat(pollTwice(follower)).isEqualTo("1000");
  }

  @Test
  void tellsThatTheFileIsGone() throws Exception {
    ConfigFollower<Example> follower = following(Map.of());
    Files.delete(file);
    assertThat(pollTwice(follower)).endsWith("the configuration file does not exist");
    assertThat(pollTwice(follower)).isEqualTo("none");
  }

  @Test
  void laysTheEnvironmentOverEachReading() throws Exception {
    ConfigFollower<Example> follower = following(Map.of("PORTCULLIS_TOKEN_BYTES", "4000"));
    Files.writeString(file, "token_bytes: 2000\n");
    assertThat(pollTwice(follower)).isEqualTo("4000");
  }

  private void version(String name, String yaml) throws IOException {
    Files.writeString(Files.createDirectory(directory.resolve(name)).resolve("c.yaml"), yaml);
  }

  private ConfigFollower<Example> following(Map<String, String> environment)
      throws ConfigException {
    ConfigFollower<Example> follower = new ConfigFollower<>(Example.class, file, environment);
    assertThat(follower.read().config()).isNotNull();
    return follower;
  }

  private static String pollTwice(ConfigFollower<Example> follower) {
    assertThat(poll(follower)).isEqualTo("none");
    return poll(follower);
  }

  /** The new value, the fault, or "none". */
  private static String poll(ConfigFollower<Example> follower) {
    return switch (follower.poll()) {
      case Change.None<Example> _ -> "none";
      case Change.Valid<Example>(ConfigReader.Reading<Example> reading) ->
          Long.toString(reading.config().tokenBytes().bytes());
      case Change.Invalid<Example>(List<String> faults) -> String.join("; ", faults);
    };
  }
}
