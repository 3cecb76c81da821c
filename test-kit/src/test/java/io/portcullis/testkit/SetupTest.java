package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tools/setup} in a folder of its own, with an environment as bare as a machine's can be;
 * never the network.
 */
class SetupTest {
  /** Whatever is missing cannot be had: a test that forgot to install it fails at once. */
  private static final List<String> BARE =
      List.of("/usr/bin/env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "PIP_NO_INDEX=1");

  @TempDir private Path folder;

  private Path root;

  @BeforeEach
  void copySetupToAFolderWithSpaces() throws IOException {
    root = Files.createDirectories(folder.resolve("a clone/of it"));
    Path script = Files.createDirectories(root.resolve("tools")).resolve("setup");
    Files.copy(Repository.root().resolve("tools/setup"), script);
    makeExecutable(script);
  }

  @Test
  void saysInOneSentenceThatThereIsNoJdk25() throws IOException {
    Path jdk17 = fakeJdk("17.0.15");

    Outcome outcome = setup("JAVA_HOME=" + jdk17, "SETUP_JDK_HOMES=" + jdk17);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output().lines()).hasSize(1);
    assertThat(outcome.output()).contains("no JDK 25 or later found").contains("set JAVA_HOME");
  }

  @Test
  void passesOverAnOlderJavaHomeWhenThereIsAJdk25() throws IOException {
    installTheOtherTools();
    Path jdk25 = fakeJdk("25.0.3");

    Outcome outcome =
        setup("JAVA_HOME=" + fakeJdk("17.0.15"), "SETUP_JDK_HOMES=" + fakeJdk("26") + ":" + jdk25);

    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(variable("JAVA_HOME")).isEqualTo(jdk25.toString());
  }

  @Test
  void takesALaterJdkIfJavaHomeNamesIt() throws IOException {
    installTheOtherTools();
    Path jdk26 = fakeJdk("26");

    setup("JAVA_HOME=" + jdk26, "SETUP_JDK_HOMES=" + fakeJdk("25.0.3"));

    assertThat(variable("JAVA_HOME")).isEqualTo(jdk26.toString());
  }

  @Test
  void saysNothingWhenNothingIsToDo() throws IOException {
    installTheOtherTools();
    String homes = "SETUP_JDK_HOMES=" + fakeJdk("25");
    setup(homes);

    Outcome again = setup(homes);

    assertThat(again.status()).isZero();
    assertThat(again.output()).isEmpty();
  }

  @Test
  void keepsTheMavenOptionsOfItsUser() throws IOException {
    installTheOtherTools();
    setup("SETUP_JDK_HOMES=" + fakeJdk("25"));

    assertThat(variable("MAVEN_OPTS", "MAVEN_OPTS=-Dhttp.proxyHost=proxy"))
        .contains("-Dhttp.proxyHost=proxy");
  }

  @Test
  void namesTheExtraProgramsWhenAskedForAnother() throws IOException {
    installTheOtherTools();

    Outcome outcome = setupWith(List.of("SETUP_JDK_HOMES=" + fakeJdk("25")), List.of("hlem"));

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).contains("unknown program 'hlem'; there are helm, ghz, h2load");
  }

  private record Outcome(int status, String output) {}

  private Outcome setup(String... environment) throws IOException {
    return setupWith(List.of(environment), List.of());
  }

  private Outcome setupWith(List<String> environment, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(BARE);
    command.addAll(environment);
    command.add(root.resolve("tools/setup").toString());
    command.addAll(arguments);
    return run(command);
  }

  /** What a recipe sees that has read {@code .tools/env}. */
  private String variable(String name, String... environment) throws IOException {
    List<String> command = new ArrayList<>(BARE);
    command.addAll(List.of(environment));
    command.addAll(
        List.of(
            "bash",
            "-c",
            "source \"$1/.tools/env\" && printf %s \"${!2}\"",
            "bash",
            root.toString(),
            name));
    return run(command).output();
  }

  private Outcome run(List<String> command) throws IOException {
    Path log = Files.createTempDirectory(folder, "run");
    try (ChildProcess process = ChildProcess.start("setup", log, Map.of(), command)) {
      int status = process.awaitExit(Duration.ofSeconds(60));
      return new Outcome(status, process.log());
    }
  }

  /** As an earlier run would have left them. */
  private void installTheOtherTools() throws IOException {
    Path tools = Repository.root().resolve(".tools").toRealPath();
    Path envoy = tools.relativize(tools.resolve("bin/envoy").toRealPath());
    writeProgram(root.resolve(".tools").resolve(envoy));
    writeProgram(root.resolve(".tools/bin/redis-server"));
    try (DirectoryStream<Path> motos = Files.newDirectoryStream(tools, "moto-*")) {
      for (Path moto : motos) {
        Path home = root.resolve(".tools").resolve(moto.getFileName());
        writeProgram(home.resolve("moto/server.py"));
        Files.writeString(home.resolve("python"), "python3\n");
      }
    }
  }

  private Path fakeJdk(String version) throws IOException {
    Path home = Files.createTempDirectory(folder, "jdk " + version);
    writeProgram(home.resolve("bin/javac"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static void writeProgram(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    makeExecutable(file);
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, Set.copyOf(PosixFilePermissions.fromString("rwxr-xr-x")));
  }
}
