package io.portcullis.token.dynamo;

/**
 * Whether this process may trust its own clock. The guarantee rests on any two clocks differing by
 * at most the configured clock error; who finds itself further off neither mints, revokes nor
 * beats.
 */
public interface ClockGuard {
  /** False until DynamoDB has answered once, and while its last {@code Date} disagreed. */
  boolean trusted();
}
