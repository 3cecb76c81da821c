package io.portcullis.testkit.clock;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * How far a server's wall clock is off, in a file that its {@link ClockAgent} reads. Only what our
 * code takes for the time is off: timers, time-outs and the monotonic clock are as before, as they
 * are when somebody sets a machine's clock.
 */
public final class WrongClock {
  private static final Class<?>[] CLASSES = {ClockAgent.class, OffsetSource.class};

  private final Path file;
  private final Path jar;

  private WrongClock(Path file, Path jar) {
    this.file = file;
    this.jar = jar;
  }

  /** A clock that is right so far; its files go to this folder. */
  public static WrongClock in(Path folder) {
    WrongClock clock = new WrongClock(folder.resolve("clock.offset"), folder.resolve("clock.jar"));
    clock.set(Duration.ZERO);
    clock.forgetUse();
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(clock.jar), manifest())) {
      for (Class<?> type : CLASSES) {
        jar.putNextEntry(new JarEntry(type.getName().replace('.', '/') + ".class"));
        copy(type, jar);
      }
      return clock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on it is off by this. */
  public void set(Duration offset) {
    try {
      Path next = file.resolveSibling("clock.next");
      Files.writeString(next, Long.toString(offset.toMillis()), StandardCharsets.US_ASCII);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a server has taken its time from here. */
  public boolean isInUse() {
    return Files.exists(used());
  }

  /** What a server has to be started with; {@code more} are further options of its JVM. */
  public Map<String, String> environment(String more) {
    return Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + jar + "=" + file + " " + more);
  }

  private Path used() {
    return file.resolveSibling(file.getFileName() + OffsetSource.USED);
  }

  private void forgetUse() {
    try {
      Files.deleteIfExists(used());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), ClockAgent.class.getName());
    return manifest;
  }

  private static void copy(Class<?> type, OutputStream out) throws IOException {
    try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      if (in == null) {
        throw new IllegalStateException(type + " is not on the class path");
      }
      in.transferTo(out);
    }
  }
}
