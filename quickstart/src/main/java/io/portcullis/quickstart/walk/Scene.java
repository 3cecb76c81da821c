package io.portcullis.quickstart.walk;

import java.util.function.Supplier;

/**
 * What the walk acts on.
 *
 * @param callers who calls
 * @param person the demo user
 * @param redis the six Redis nodes, to stop and resume
 * @param expiredToken signs a token of our issuer for the demo user that expired an hour ago
 */
public record Scene(
    Callers callers, Person person, RedisSwitch redis, Supplier<String> expiredToken) {

  /** Stops and resumes all of Redis. */
  public interface RedisSwitch {
    /** All nodes stop answering. */
    void stop();

    /** All nodes answer again. */
    void resume();
  }
}
