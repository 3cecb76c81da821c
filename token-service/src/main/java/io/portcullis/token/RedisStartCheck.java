package io.portcullis.token;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once at start when Redis is away; nothing waits for it. */
final class RedisStartCheck {
  private static final Logger LOG = LoggerFactory.getLogger(RedisStartCheck.class);

  private RedisStartCheck() {}

  static void begin(RedisConnections redis) {
    Thread.ofVirtual().name("redis-start-check").start(() -> check(redis));
  }

  private static void check(RedisConnections redis) {
    try {
      redis.commands();
    } catch (RedisUnavailableException e) {
      LOG.warn(
          "Redis does not answer ({}): tokens are issued and revocations kept, the nodes hear of"
              + " them when it is back",
          e.getMessage());
    }
  }
}
