package io.portcullis.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Ends our child processes when this JVM dies, even by SIGKILL, where no shutdown hook runs: a
 * small shell holds the other end of a pipe from us, knows the living children, and kills them when
 * the pipe breaks.
 */
final class Reaper {
  private static final Reaper INSTANCE = new Reaper();

  private final OutputStream toShell;

  private Reaper() {
    try {
      // A session of its own, so that the terminal's Ctrl-C, sent to our group, does not end it
      // before us.
      Process shell =
          new ProcessBuilder(OwnSession.command("sh", "-c", script()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      this.toShell = shell.getOutputStream();
    } catch (IOException e) {
      throw new FixtureException("cannot start a shell", e);
    }
  }

  static Reaper instance() {
    return INSTANCE;
  }

  void watch(long pid) {
    tell("+ " + pid + "\n");
  }

  void forget(long pid) {
    tell("- " + pid + "\n");
  }

  private synchronized void tell(String line) {
    try {
      toShell.write(line.getBytes(StandardCharsets.US_ASCII));
      toShell.flush();
    } catch (IOException e) {
      throw new FixtureException("the reaper process has died", e);
    }
  }

  private static String script() throws IOException {
    try (InputStream in = Reaper.class.getResourceAsStream("reaper.sh")) {
      if (in == null) {
        throw new FixtureException("reaper.sh is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
