package io.portcullis.token.revocation;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one shard's log, one transaction at a time. What arrives while one is under way waits and
 * goes into the next together, so that the price of a transaction is shared when it matters.
 */
final class ShardWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardWriter.class);

  /** More callers than that are turned away. */
  private static final int MAX_WAITING = 10_000;

  /** Tries of one batch, be it for conflicts, lost answers or slow commits. */
  private static final int MAX_TRIES = 8;

  private final String shard;
  private final DynamoRevocationStore store;
  private final CommitListener listener;
  private final InstantSource clock;
  private final CommitPlan plan;
  private final BlockingQueue<PendingEntry> arriving = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Deque<PendingEntry> waiting = new ArrayDeque<>();
  private @Nullable Head head;

  ShardWriter(
      String shard, DynamoRevocationStore store, CommitListener listener, InstantSource clock) {
    this.shard = shard;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
    this.plan = new CommitPlan(store.settings());
  }

  /** Hands an entry over; its acknowledgement completes later. */
  void submit(PendingEntry pending) {
    if (!arriving.offer(pending)) {
      pending.unknown();
    }
  }

  /** Runs until interrupted. */
  @Override
  public void run() {
    try {
      while (true) {
        if (waiting.isEmpty()) {
          waiting.add(arriving.take());
        }
        arriving.drainTo(waiting);
        commitSafely(EntryBatch.take(waiting));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiting.forEach(PendingEntry::unknown);
    arriving.forEach(PendingEntry::unknown);
  }

  // A bug must not end the shard's only writer, nor leave a caller waiting.
  private void commitSafely(List<PendingEntry> batch) {
    try {
      commit(batch);
    } catch (StorageUnavailableException | LogLayoutException e) {
      LOG.error("shard {}: {}", shard, e.getMessage());
      forget(batch);
    } catch (RuntimeException e) {
      LOG.error("shard {}: commit failed", shard, e);
      forget(batch);
    }
  }

  private void forget(List<PendingEntry> batch) {
    head = null;
    batch.forEach(PendingEntry::unknown);
  }

  private void commit(List<PendingEntry> batch) {
    List<LogEntry> entries = batch.stream().map(PendingEntry::entry).toList();
    for (int tries = 0; tries < MAX_TRIES && store.clockGuard().trusted(); tries++) {
      long startedMillis = clock.millis();
      Commit commit = plan(entries, startedMillis);
      switch (transact(commit)) {
        case COMMITTED -> {
          CompletableFuture<Boolean> propagated = advance(commit);
          if (clock.millis() - startedMillis <= store.settings().clockErrorMillis()) {
            acknowledge(batch, commit, startedMillis, propagated);
            return;
          }
          // The writer was held up, its times are too old: the same again, with new ones.
          LOG.warn("shard {}: item {} took too long", shard, commit.item().sequence());
          entries = entries.stream().map(entry -> LogEntry.of(entry.request())).toList();
        }
        case CONDITION_FAILED -> {
          if (batch.size() > 1) {
            batch.forEach(entry -> commitSafely(List.of(entry)));
            return;
          }
          if (!entries.getFirst().writes().isEmpty()) {
            batch.forEach(PendingEntry::refused);
            return;
          }
        }
        case HEAD_MOVED, CONFLICT, UNKNOWN -> {
          head = null;
          store.backoff().pause(tries);
        }
      }
    }
    forget(batch);
  }

  private Commit plan(List<LogEntry> entries, long startedMillis) {
    Head before = head;
    if (before == null) {
      before = store.readHead(shard);
      head = before;
    }
    List<RevocationRequest> cutoffs =
        entries.stream().map(LogEntry::request).filter(RevocationRequest::isCutoff).toList();
    Map<RevocationRequest, Long> standing =
        cutoffs.isEmpty() ? Map.of() : store.readStanding(cutoffs);
    return plan.plan(store.newCommitId(), before, entries, standing, startedMillis);
  }

  // The same again after a lost answer: its id makes it one commit, however often it arrives.
  private CommitResult transact(Commit commit) {
    CommitResult result = store.commit(commit);
    for (int retry = 0; result == CommitResult.UNKNOWN && retry < 2; retry++) {
      store.backoff().pause(retry);
      result = store.commit(commit);
    }
    return result;
  }

  private CompletableFuture<Boolean> advance(Commit commit) {
    StoredItem item = commit.item();
    head =
        new Head(
            shard,
            item.epoch(),
            item.sequence(),
            ByteString.copyFrom(RevocationKeys.itemHash(item.payload().toByteArray())));
    return listener.committed(item);
  }

  private void acknowledge(
      List<PendingEntry> batch,
      Commit commit,
      long revokedAtMillis,
      CompletableFuture<Boolean> propagated) {
    Position position = new Position(shard, commit.item().sequence());
    batch.forEach(pending -> pending.durable(revokedAtMillis, position, propagated));
  }
}
