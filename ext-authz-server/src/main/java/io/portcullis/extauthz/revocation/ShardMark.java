package io.portcullis.extauthz.revocation;

import com.google.protobuf.ByteString;

/**
 * A run of a shard's log that was applied here without a hole and proved: everything up to {@code
 * applied} that had not expired.
 *
 * @param headHash of the item {@code applied}; empty when that is 0
 */
record ShardMark(String home, long epoch, long start, long applied, ByteString headHash) {
  boolean isOf(String ofHome, long ofEpoch) {
    return ofHome.equals(home) && ofEpoch == epoch;
  }
}
