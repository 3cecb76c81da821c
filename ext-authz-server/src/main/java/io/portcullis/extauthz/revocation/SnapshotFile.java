package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.revocation.SnapshotFormat.RefusedException;
import io.portcullis.extauthz.revocation.SnapshotFormat.Snapshot;
import io.portcullis.proto.revocation.MacKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The replica on disk, so that a restart reads only what the log has gained since, and keeps what
 * the log has forgotten: a revoked key. Whole or not at all: written beside, forced to the disk,
 * renamed. What is not beyond doubt is refused, and the log is read from its beginning.
 */
public final class SnapshotFile {
  /** Older ones hold nothing that still matters. */
  static final Duration MAX_AGE = Duration.ofHours(24);

  /** Over 59 million entries; a node with more reads the log. */
  static final long MAX_BYTES = 1L << 30;

  private static final FileAttribute<?> ONLY_OURS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final SnapshotFormat format;
  private final FollowerTiming timing;
  private final RevocationEvents events;

  /** Of this name; an empty path stands for none. */
  public SnapshotFile(Path file, MacKeys keys, FollowerTiming timing, RevocationEvents events) {
    this.file = file;
    this.format = new SnapshotFormat(keys, timing.nanoTime());
    this.timing = timing;
    this.events = events;
  }

  boolean isConfigured() {
    return !file.toString().isEmpty();
  }

  /**
   * The replica that the file holds, else an empty one. Nothing in it is fresh.
   *
   * @param random draws the key of the fingerprints of an empty one
   */
  public RestoredReplica load(RandomGenerator random) {
    RestoredReplica empty = RestoredReplica.empty(new RevocationReplica(random, timing.nanoTime()));
    if (!isConfigured()) {
      return empty;
    }
    try {
      Snapshot snapshot = read();
      tell(SnapshotOutcome.LOADED, snapshot.restored().replica().entries() + " revocations");
      return snapshot.restored();
    } catch (RefusedException e) {
      tell(e.outcome(), "refused");
    } catch (NoSuchFileException e) {
      tell(SnapshotOutcome.ABSENT, "not there");
    } catch (IOException e) {
      tell(SnapshotOutcome.UNREADABLE, String.valueOf(e.getMessage()));
    }
    return empty;
  }

  /** Replaces the file. A failure is told, and leaves the last one in place. */
  void write(RestoredReplica state) {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(beside);
      writeForced(state, beside);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder();
      tell(SnapshotOutcome.WRITTEN, state.replica().entries() + " revocations");
    } catch (IOException e) {
      tell(SnapshotOutcome.NOT_WRITTEN, e.toString());
    }
  }

  private Snapshot read() throws IOException, RefusedException {
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) > MAX_BYTES) {
        throw new RefusedException(SnapshotOutcome.TORN);
      }
      Snapshot snapshot = format.read(in);
      long age = timing.clock().millis() - snapshot.writtenAtMillis();
      if (age > MAX_AGE.toMillis() || age < -timing.clockErrorMillis()) {
        throw new RefusedException(SnapshotOutcome.TOO_OLD);
      }
      return snapshot;
    }
  }

  private void writeForced(RestoredReplica state, Path beside) throws IOException {
    Set<StandardOpenOption> anew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(beside, anew, ONLY_OURS);
        OutputStream out = Channels.newOutputStream(channel)) {
      format.write(state, timing.clock().millis(), out);
      channel.force(true);
    }
  }

  /** Else a crash of the machine could undo the renaming. */
  private void forceFolder() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void tell(SnapshotOutcome outcome, String detail) {
    events.snapshot(outcome, file + " (" + detail + ")");
  }
}
