package io.portcullis.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the files of this repository are, whichever module's folder a test or the demo was started
 * in.
 */
public final class Repository {
  private static final String ROOT_PROPERTY = "portcullis.root";

  private Repository() {}

  /**
   * The repository's root folder: the system property {@code portcullis.root}, else the nearest
   * parent that has it.
   */
  public static Path root() {
    String given = System.getProperty(ROOT_PROPERTY);
    if (given != null) {
      return Path.of(given);
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("tools/setup"))) {
        return folder;
      }
    }
    throw new FixtureException(
        "not inside the repository: no parent folder of " + start + " has tools/setup");
  }

  /** A program that {@code tools/setup} installed, else the first of that name on the PATH. */
  public static Path program(String name) {
    Path installed = root().resolve(".tools/bin").resolve(name);
    if (Files.isExecutable(installed)) {
      return installed;
    }
    return onPath(name)
        .orElseThrow(() ->
            new FixtureException(
                "no "
                    + name
                    + " found: run tools/setup (tools/setup interop browser for what begins with interop-), which installs it"));
  }

  /** The {@code java} program of the JVM we run in. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static Optional<Path> onPath(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
