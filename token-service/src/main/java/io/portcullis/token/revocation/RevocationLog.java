package io.portcullis.token.revocation;

import io.portcullis.token.revocation.AppendResult.Appended;
import io.portcullis.token.revocation.AppendResult.Refused;
import io.portcullis.token.revocation.AppendResult.Unavailable;
import io.portcullis.token.revocation.PendingEntry.Acknowledgement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final int shards;
  private final Map<String, ShardWriter> writers = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Starts one writer per shard. */
  public RevocationLog(DynamoRevocationStore store, RevocationRelay relay, InstantSource clock) {
    this(store, (CommitListener) relay, clock);
  }

  RevocationLog(DynamoRevocationStore store, CommitListener listener, InstantSource clock) {
    this.clock = clock;
    this.shards = store.settings().shards();
    for (String shard : store.settings().shardNames()) {
      ShardWriter writer = new ShardWriter(shard, store, listener, clock);
      writers.put(shard, writer);
      threads.add(Thread.ofVirtual().name("revocation-writer-" + shard).start(writer));
    }
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
    threads.forEach(Thread::interrupt);
  }

  private void submit(PendingEntry pending) {
    ShardWriter writer = writers.get(pending.entry().request().shard(shards));
    if (writer == null) {
      throw new IllegalStateException("no writer for " + pending.entry().request().type());
    }
    writer.submit(pending);
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
