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
import java.util.function.Consumer;
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
  private final Consumer<PendingEntry> elsewhere;
  private final CommitPlan plan;
  private final BlockingQueue<PendingEntry> arriving = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Deque<PendingEntry> waiting = new ArrayDeque<>();
  private @Nullable Head head;

  /**
   * @param elsewhere takes entries that belong to another shard since the log has more of them
   */
  ShardWriter(
      String shard,
      DynamoRevocationStore store,
      CommitListener listener,
      InstantSource clock,
      Consumer<PendingEntry> elsewhere) {
    this.shard = shard;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
    this.elsewhere = elsewhere;
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
      Head before = head();
      if (!entries.stream().allMatch(this::isMine)) {
        batch.forEach(elsewhere);
        return;
      }
      Commit commit = plan(before, entries, startedMillis);
      switch (transact(commit)) {
        case COMMITTED -> {
          CompletableFuture<Boolean> propagated = advance(commit);
          if (isTimely(startedMillis)) {
            acknowledge(batch, commit, startedMillis, propagated);
            return;
          }
          // The writer was held up or its clock is wrong: the same again, with new times.
          LOG.warn("shard {}: the times of item {} are wrong", shard, commit.item().sequence());
          entries = entries.stream().map(entry -> LogEntry.of(entry.request())).toList();
        }
        case CONDITION_FAILED -> {
          if (batch.size() > 1) {
            batch.forEach(entry -> commitSafely(List.of(entry)));
            return;
          }
          if (entries.getFirst().mayBeRefused()) {
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

  // The commit's own answer has just compared the clocks: T of a wrong one may save a session.
  private boolean isTimely(long startedMillis) {
    return clock.millis() - startedMillis <= store.settings().clockErrorMillis()
        && store.clockGuard().trusted();
  }

  private Head head() {
    Head known = head;
    if (known == null) {
      known = store.readHead(shard);
      head = known;
    }
    return known;
  }

  private boolean isMine(LogEntry entry) {
    return entry.request().shard(store.layout().shards()).equals(shard);
  }

  private Commit plan(Head before, List<LogEntry> entries, long startedMillis) {
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
            commit.before().layout(),
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
