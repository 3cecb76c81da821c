package io.portcullis.token.revocation;

import com.google.protobuf.ByteString;

/**
 * How far a shard's log has got.
 *
 * @param layout of the log when it was read
 * @param sequence of the newest item; 0 when there is none yet
 * @param itemHash SHA-256 of the newest item's bytes; empty when there is none
 */
record Head(String shard, LogLayout layout, long sequence, ByteString itemHash) {
  long epoch() {
    return layout.epoch();
  }
}
