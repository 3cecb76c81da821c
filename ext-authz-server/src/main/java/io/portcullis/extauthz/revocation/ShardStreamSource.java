package io.portcullis.extauthz.revocation;

import java.io.IOException;

/** Opens the streams of a shard, at the node that has them now. */
interface ShardStreamSource {
  /**
   * Connects anew.
   *
   * @throws IOException with a sentence for the log; to be tried again
   */
  ShardStreams connect(String shard) throws IOException;
}
