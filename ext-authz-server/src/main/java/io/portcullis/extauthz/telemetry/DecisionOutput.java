package io.portcullis.extauthz.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the decision log goes: the standard output, or a file. */
public final class DecisionOutput {
  private final @Nullable Path file;
  private OutputStream stream;
  private @Nullable Object opened;

  private DecisionOutput(@Nullable Path file, OutputStream stream, @Nullable Object opened) {
    this.file = file;
    this.stream = stream;
    this.opened = opened;
  }

  /** The standard output, past whatever else is done with it. */
  public static DecisionOutput stdout() {
    return new DecisionOutput(null, new FileOutputStream(FileDescriptor.out), null);
  }

  /**
   * A file to which lines are added. Once somebody has moved it away, a new one is begun.
   *
   * @throws IOException if it cannot be opened
   */
  public static DecisionOutput file(Path file) throws IOException {
    OutputStream stream = open(file);
    return new DecisionOutput(file, stream, keyOf(file));
  }

  void write(byte[] lines) throws IOException {
    if (file != null && !Objects.equals(opened, keyOf(file))) {
      OutputStream next = open(file); // before the old one is given up
      stream.close();
      stream = next;
      opened = keyOf(file);
    }
    stream.write(lines);
    stream.flush();
  }

  void close() throws IOException {
    if (file != null) {
      stream.close();
    }
  }

  /** Which file has this name now; null if none has. */
  private static @Nullable Object keyOf(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
        : null;
  }

  private static OutputStream open(Path file) throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
