package io.portcullis.extauthz.revocation;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes the snapshot file every half to whole minute, by dice, so that nodes which started
 * together do not write together; and once more at the end.
 */
public final class SnapshotWriter implements AutoCloseable {
  private static final long EVERY_MILLIS = 60_000;
  private static final long END_MILLIS = 5_000;

  private final SnapshotFile file;
  private final RevocationReplica replica;
  private final RevocationFollowers followers;
  private final FollowerTiming timing;
  private final Thread thread;
  private volatile boolean closed;

  /** Of these followers' replica. */
  public SnapshotWriter(
      SnapshotFile file,
      RevocationReplica replica,
      RevocationFollowers followers,
      FollowerTiming timing) {
    this.file = file;
    this.replica = replica;
    this.followers = followers;
    this.timing = timing;
    this.thread = Thread.ofPlatform().daemon().name("revocation-snapshot").unstarted(this::run);
  }

  /** Begins, if there is a file to write. */
  public void start() {
    if (file.isConfigured()) {
      thread.start();
    }
  }

  /** Writes what the followers knew last; they have ended before. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(timing.backoffMillis(EVERY_MILLIS, EVERY_MILLIS, 0)));
      writeIfWhole();
    }
  }

  /** A node that never was up to date knows less than the file it began with. */
  private void writeIfWhole() {
    if (followers.isReadyOnce()) {
      // Before the entries are read: all that the marks speak of is then among them.
      Map<String, ShardMark> marks = followers.marks();
      file.write(new RestoredReplica(replica, marks));
    }
  }
}
