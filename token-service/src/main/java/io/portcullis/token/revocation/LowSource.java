package io.portcullis.token.revocation;

/** Knows the oldest item of a shard that may still cover a living token. */
interface LowSource {
  /** Its sequence; head + 1 when there is none. */
  long at(Head head, long nowMillis);
}
