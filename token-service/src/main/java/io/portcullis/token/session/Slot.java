package io.portcullis.token.session;

import com.google.protobuf.ByteString;

/**
 * A used generation that may still be presented again.
 *
 * @param hash SHA-256 of the token of that generation
 * @param draw what the winner of its rotation drew
 * @param graceEndsMillis fixed at the rotation, never extended; Unix milliseconds
 * @param keyId key with which the successor was made
 */
record Slot(ByteString hash, long generation, ByteString draw, long graceEndsMillis, String keyId) {
  /** How many generations can be within their grace at once. */
  static final int COUNT = 3;

  /** The place of a generation's slot. */
  static int indexOf(long generation) {
    return (int) (generation % COUNT);
  }
}
