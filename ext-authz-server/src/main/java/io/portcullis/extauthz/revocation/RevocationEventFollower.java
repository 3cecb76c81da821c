package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.revocation.NearCacheEvents.Message;
import io.portcullis.proto.revocation.RevocationType;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Listens to the channel of events on a thread of its own, and drops what they name. What was said
 * while nobody listened is lost, so whenever a subscription ends and whenever one begins every
 * answer has to be asked for again. Events make it fast; the bound rests on none of them.
 */
final class RevocationEventFollower implements Runnable {
  private static final long CHECK_MILLIS = 500;
  private static final long FIRST_RETRY_MILLIS = 50;
  private static final long LAST_RETRY_MILLIS = 2_000;

  private final EventChannelSource source;
  private final NearCacheAnswers answers;
  private final FollowerTiming timing;
  private final Telling telling;
  private int failures;
  private volatile boolean closed;

  /** By which marks answers are dropped, and who is told. */
  record Telling(Fingerprints marks, NearCacheEvents events) {}

  RevocationEventFollower(
      EventChannelSource source, NearCacheAnswers answers, FollowerTiming timing, Telling telling) {
    this.source = source;
    this.answers = answers;
    this.timing = timing;
    this.telling = telling;
  }

  @Override
  public void run() {
    while (!closed) {
      try (EventChannel channel = source.open(this::message)) {
        listen(channel);
      } catch (IOException e) {
        failed(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        // A bug; but without this thread no event would be obeyed any more.
        failed(e.toString());
      }
    }
  }

  void close() {
    closed = true;
  }

  /** Never throws, whatever was published. */
  void message(byte[] message) {
    Optional<RevocationEvent> event = RevocationEvent.read(message);
    telling.events.message(event.map(this::obey).orElse(Message.MALFORMED));
  }

  private Message obey(RevocationEvent event) {
    return switch (event.type()) {
      case TOKEN, SESSION, USER -> drop(event.type(), event.id());
      // Of these the control shard tells, which is followed.
      case TENANT, CLIENT, KEY, REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED -> Message.IGNORED;
    };
  }

  private Message drop(RevocationType type, String id) {
    answers.drop(NearCacheLookUps.mark(telling.marks, type, id));
    return Message.OBEYED;
  }

  private void listen(EventChannel channel) throws IOException {
    answers.suspectAll();
    telling.events.subscribed();
    while (!closed) {
      failures = 0;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS));
      channel.check();
    }
  }

  private void failed(String reason) {
    if (!closed) {
      answers.suspectAll();
      telling.events.unsubscribed(reason);
      long wait = timing.backoffMillis(FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS, failures++);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait));
    }
  }
}
