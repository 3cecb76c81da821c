package io.portcullis.token.revocation;

import java.util.concurrent.CompletableFuture;

/** An entry that waits for its commit. */
record PendingEntry(LogEntry entry, CompletableFuture<Acknowledgement> acknowledgement) {
  static PendingEntry of(LogEntry entry) {
    return new PendingEntry(entry, new CompletableFuture<>());
  }

  /** What the commit came to. */
  sealed interface Acknowledgement {
    /** Committed; {@code propagated} completes with true when Redis has it. */
    record Durable(long revokedAtMillis, Position position, CompletableFuture<Boolean> propagated)
        implements Acknowledgement {}

    /** The entry's own condition does not hold. */
    record Refused() implements Acknowledgement {}

    /** Not known to be committed. */
    record Unknown() implements Acknowledgement {}
  }

  void durable(long revokedAtMillis, Position position, CompletableFuture<Boolean> propagated) {
    acknowledgement.complete(new Acknowledgement.Durable(revokedAtMillis, position, propagated));
  }

  void refused() {
    acknowledgement.complete(new Acknowledgement.Refused());
  }

  void unknown() {
    acknowledgement.complete(new Acknowledgement.Unknown());
  }
}
