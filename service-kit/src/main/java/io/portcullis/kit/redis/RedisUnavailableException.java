package io.portcullis.kit.redis;

/** Redis could not be reached within the time limit; the caller tries again, with jitter. */
public final class RedisUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  RedisUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  RedisUnavailableException(String sentence) {
    super(sentence);
  }
}
