package io.portcullis.token.revocation;

import io.portcullis.token.revocation.AppendResult.Appended;
import io.portcullis.token.revocation.AppendResult.Refused;
import io.portcullis.token.revocation.AppendResult.Unavailable;
import io.portcullis.token.revocation.PendingEntry.Acknowledgement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The log of revocations: append-only, one sequence per shard, DynamoDB the truth. An appended
 * entry survives the loss of any process and of all of Redis.
 */
public final class RevocationLog implements AutoCloseable {
  /** How long an answer waits for Redis, after it is durable. */
  static final Duration PROPAGATION_WAIT = Duration.ofMillis(250);

  private static final Duration COMMIT_WAIT = Duration.ofSeconds(10);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final DynamoRevocationStore store;
  private final ShardWorkers<ShardWriter> writers;

  /** Starts one writer per shard. */
  public RevocationLog(DynamoRevocationStore store, RevocationRelay relay, InstantSource clock) {
    this(store, (CommitListener) relay, clock);
  }

  RevocationLog(DynamoRevocationStore store, CommitListener listener, InstantSource clock) {
    this.clock = clock;
    this.store = store;
    this.writers =
        new ShardWorkers<>(
            "revocation-writer",
            shard -> new ShardWriter(shard, store, listener, clock, this::submit));
    writers.follow(store.layout());
  }

  /** Appends one entry; blocks until it is durable or given up. */
  public AppendResult append(LogEntry entry) {
    return append(List.of(entry)).getFirst();
  }

  /** Appends many, each by itself; the results are in their order. */
  public List<AppendResult> append(List<LogEntry> entries) {
    List<PendingEntry> pending = entries.stream().map(PendingEntry::of).toList();
    pending.forEach(this::submit);
    long commitDeadline = clock.millis() + COMMIT_WAIT.toMillis();
    List<Acknowledgement> acknowledged =
        pending.stream()
            .map(entry ->
                await(entry.acknowledgement(), commitDeadline, new Acknowledgement.Unknown()))
            .toList();
    long propagationDeadline = clock.millis() + PROPAGATION_WAIT.toMillis();
    return acknowledged.stream().map(ack -> result(ack, propagationDeadline)).toList();
  }

  /** Callers that still wait get {@link Unavailable}. */
  @Override
  public void close() {
    writers.close();
  }

  private void submit(PendingEntry pending) {
    writers.of(pending.entry().request().shard(store.layout().shards())).submit(pending);
  }

  private AppendResult result(Acknowledgement acknowledgement, long deadlineMillis) {
    return switch (acknowledgement) {
      case Acknowledgement.Durable(long revokedAt, Position position, var propagated) ->
          new Appended(revokedAt, position, await(propagated, deadlineMillis, false));
      case Acknowledgement.Refused refused -> new Refused();
      case Acknowledgement.Unknown unknown -> new Unavailable(RETRY_AFTER);
    };
  }

  private <T> T await(CompletableFuture<T> future, long deadlineMillis, T otherwise) {
    try {
      return future.get(Math.max(0, deadlineMillis - clock.millis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return otherwise;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
  }
}
