package io.portcullis.token.revocation;

import com.google.protobuf.ByteString;

/**
 * A committed item of the log.
 *
 * @param payload its bytes, written once
 * @param expiresAtMillis from then on it covers no living token, Unix milliseconds
 */
record StoredItem(
    String shard, long epoch, long sequence, ByteString payload, long expiresAtMillis) {}
