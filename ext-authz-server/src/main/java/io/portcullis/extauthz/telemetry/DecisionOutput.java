package io.portcullis.extauthz.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Where the decision log goes: the standard output, or a file. */
public final class DecisionOutput {
  private final @Nullable Path file;
  private OutputStream stream;

  private DecisionOutput(@Nullable Path file, OutputStream stream) {
    this.file = file;
    this.stream = stream;
  }

  /** The standard output, past whatever else is done with it. */
  public static DecisionOutput stdout() {
    return new DecisionOutput(null, new FileOutputStream(FileDescriptor.out));
  }

  /**
   * A file to which lines are added. Once somebody has moved it away, a new one is begun.
   *
   * @throws IOException if it cannot be opened
   */
  public static DecisionOutput file(Path file) throws IOException {
    return new DecisionOutput(file, open(file));
  }

  void write(byte[] lines) throws IOException {
    if (file != null && Files.notExists(file)) {
      stream.close();
      stream = open(file);
    }
    stream.write(lines);
    stream.flush();
  }

  void close() throws IOException {
    if (file != null) {
      stream.close();
    }
  }

  private static OutputStream open(Path file) throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
