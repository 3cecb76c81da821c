package io.portcullis.extauthz.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.NearCacheKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One {@code MGET} at the master that has the slot; many are on their way at once. */
final class RedisSlotSource implements SlotSource {
  private static final byte[] NOTHING = {};

  private final RedisConnections redis;
  private final NearCacheKeys keys;
  private final long timeoutMillis;

  RedisSlotSource(RedisConnections redis, NearCacheKeys keys, long timeoutMillis) {
    this.redis = redis;
    this.keys = keys;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void open() throws IOException {
    try {
      var _ = redis.asyncCommands();
    } catch (RedisUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public CompletableFuture<SlotReading> read(String shard, List<String> names) {
    byte[][] wanted = new byte[names.size() + 2][];
    wanted[0] = NearCacheKeys.heartbeat(shard).getBytes(US_ASCII);
    wanted[1] = keys.top(shard).getBytes(US_ASCII);
    for (int i = 0; i < names.size(); i++) {
      wanted[i + 2] = names.get(i).getBytes(US_ASCII);
    }
    return redis
        .asyncCommandsIfOpen()
        .map(commands -> ask(commands, wanted))
        .orElseGet(
            () -> CompletableFuture.failedFuture(new IOException("not connected to Redis yet")));
  }

  private CompletableFuture<SlotReading> ask(
      RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] wanted) {
    try {
      return commands
          .mget(wanted)
          .toCompletableFuture()
          .orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
          .thenApply(RedisSlotSource::reading);
    } catch (RedisException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static SlotReading reading(List<KeyValue<byte[], byte[]>> answer) {
    List<Optional<String>> values = new ArrayList<>(answer.size());
    for (KeyValue<byte[], byte[]> value : answer.subList(2, answer.size())) {
      values.add(
          value.hasValue() ? Optional.of(new String(value.getValue(), UTF_8)) : Optional.empty());
    }
    return new SlotReading(
        answer.get(0).getValueOrElse(NOTHING),
        new String(answer.get(1).getValueOrElse(NOTHING), UTF_8),
        values);
  }
}
