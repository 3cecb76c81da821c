package io.portcullis.extauthz.revocation;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads the plain keys of a shard. */
interface SlotSource {
  /** Makes ready what reading needs; may wait. What is ready stays so, or mends itself. */
  default void open() throws IOException {}

  /**
   * Reads these keys, how far all of them reach, and the newest heartbeat, all in one moment. Does
   * not wait, not for a connection either; fails with a sentence for the log, at the latest when
   * its time is over.
   */
  CompletableFuture<SlotReading> read(String shard, List<String> names);
}
