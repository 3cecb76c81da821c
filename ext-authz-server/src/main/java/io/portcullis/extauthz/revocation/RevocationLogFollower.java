package io.portcullis.extauthz.revocation;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows one shard on a thread of its own. Whatever goes wrong with a connection, the answer is
 * the same: close it, wait a jittered while, ask anew who has the shard, and go on after the last
 * item.
 */
final class RevocationLogFollower implements Runnable {
  /**
   * A thousand nodes that lose a master together come back over a second. That is the price for
   * each of them, half a second of age on average; the least bound of a policy is two.
   */
  private static final long FIRST_RETRY_MILLIS = 1_000;

  private static final long LAST_RETRY_MILLIS = 2_000;

  private final FollowedShard shard;
  private final ShardStreamSource source;
  private final FollowerTiming timing;
  private final RevocationEvents events;
  private final Runnable afterRead;

  private int failures;
  private int silences;
  private volatile boolean closed;
  private volatile String position = "0-0";
  private volatile Optional<ShardMark> mark = Optional.empty();

  RevocationLogFollower(
      FollowedShard shard,
      ShardStreamSource source,
      FollowerTiming timing,
      RevocationEvents events,
      Runnable afterRead) {
    this.shard = shard;
    this.source = source;
    this.timing = timing;
    this.events = events;
    this.afterRead = afterRead;
  }

  @Override
  public void run() {
    while (!closed) {
      try (ShardStreams streams = source.connect(shard.name())) {
        follow(streams);
      } catch (IOException e) {
        failed(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        // A bug; but a shard that nobody follows any more would be one for good.
        failed(e.toString());
      }
    }
  }

  String shard() {
    return shard.name();
  }

  /** {@code <epoch>-<sequence>} of the newest item that was applied, as of the last read. */
  String position() {
    return position;
  }

  /** The newest run that was proved, as of the last read. */
  Optional<ShardMark> mark() {
    return mark;
  }

  /** Ends after the current read at the latest. */
  void close() {
    closed = true;
  }

  private void follow(ShardStreams streams) throws IOException {
    ShardReading reading = new ShardReading(shard, streams, timing, events, silences);
    reading.next();
    events.connected(shard.name());
    while (!closed) {
      failures = 0;
      position = shard.log().position();
      mark = shard.log().mark();
      afterRead.run();
      reading.next();
      silences = reading.broughtNews() ? 0 : silences;
      if (reading.isSilent()) {
        silences++;
        throw new IOException("answers, but brings no new heartbeat");
      }
    }
  }

  private void failed(String reason) {
    if (!closed) {
      events.disconnected(shard.name(), reason);
      long millis = timing.spreadMillis(FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS, failures++);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }
}
