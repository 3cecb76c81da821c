package io.portcullis.token.revocation;

import java.util.concurrent.CompletableFuture;

/** Hears of each item right after its commit, in the order of a shard's sequence. */
interface CommitListener {
  /** Completes with true when the region's Redis has the item; never blocks. */
  CompletableFuture<Boolean> committed(StoredItem item);
}
