package io.portcullis.token.backchannel;

import io.portcullis.kit.lifecycle.PeriodicTask;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks every few seconds for what has been waiting longest, so that a scrape reads no table. */
final class OldestErrand implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(15);

  private final Outbox outbox;
  private final Supplier<Set<String>> receivers;
  private final InstantSource clock;
  private final PeriodicTask looking;
  private volatile OptionalLong sinceMillis = OptionalLong.empty();

  /** Starts. */
  OldestErrand(Outbox outbox, Supplier<Set<String>> receivers, InstantSource clock) {
    this.outbox = outbox;
    this.receivers = receivers;
    this.clock = clock;
    this.looking = PeriodicTask.start("oldest-errand", LOOK, this::look);
  }

  /** How long it has been waiting; zero when nothing waits. */
  Duration age() {
    OptionalLong since = sinceMillis;
    return since.isEmpty()
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, clock.millis() - since.getAsLong()));
  }

  @Override
  public void close() {
    looking.close();
  }

  private void look() {
    try {
      sinceMillis =
          Stream.concat(Stream.of(Outbox.WALKS), receivers.get().stream().map(Outbox::queueOf))
              .map(outbox::oldestMillis)
              .flatMapToLong(OptionalLong::stream)
              .min();
    } catch (StorageUnavailableException e) {
      // What was seen last grows older, as it should.
      return;
    }
  }
}
