package io.portcullis.testkit.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** The machine's clock plus what a file says, read again every few milliseconds. */
public final class OffsetSource implements InstantSource {
  static final String FILE = "portcullis.clock.offset";
  static final String USED = ".used";
  private static final long READ_EVERY_NANOS = 5_000_000;

  private final Path file;
  private volatile long offsetMillis;
  private volatile long readNanos;

  private OffsetSource(Path file) {
    this.file = file;
    read(System.nanoTime());
  }

  /** Called in the place of {@link InstantSource#system()}; leaves a sign that it was. */
  public static InstantSource system() throws IOException {
    Path file = Path.of(System.getProperty(FILE));
    Files.writeString(file.resolveSibling(file.getFileName() + USED), "");
    return new OffsetSource(file);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    long now = System.nanoTime();
    if (now - readNanos > READ_EVERY_NANOS) {
      read(now);
    }
    return System.currentTimeMillis() + offsetMillis;
  }

  private void read(long now) {
    try {
      offsetMillis = Long.parseLong(Files.readString(file));
      readNanos = now;
    } catch (IOException e) {
      // The folder is being cleared away; the offset stays.
    }
  }
}
