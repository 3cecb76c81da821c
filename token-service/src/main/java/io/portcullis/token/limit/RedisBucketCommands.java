package io.portcullis.token.limit;

import io.github.bucket4j.redis.lettuce.RedisApi;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.portcullis.kit.redis.RedisConnections;
import java.util.Arrays;

/**
 * What bucket4j asks of Redis, over the connection that all share; it waits for none. Keys are
 * bytes, but the library puts them into an array of objects.
 */
final class RedisBucketCommands implements RedisApi<Object> {
  private final RedisConnections redis;

  RedisBucketCommands(RedisConnections redis) {
    this.redis = redis;
  }

  @Override
  public <V> RedisFuture<V> eval(
      String script, ScriptOutputType type, Object[] keys, byte[][] values) {
    byte[][] names = Arrays.copyOf(keys, keys.length, byte[][].class);
    return commands().eval(script, type, names, values);
  }

  @Override
  public RedisFuture<byte[]> get(Object key) {
    return commands().get((byte[]) key);
  }

  @Override
  public RedisFuture<?> delete(Object key) {
    return commands().del((byte[]) key);
  }

  private RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return redis
        .asyncCommandsIfOpen()
        .orElseThrow(() -> new RedisException("no connection has been made yet"));
  }
}
