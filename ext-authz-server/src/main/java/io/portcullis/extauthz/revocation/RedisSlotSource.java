package io.portcullis.extauthz.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One {@code MGET} at the master that has the slot; many are on their way at once.
 *
 * <p>While a slot moves between two masters, Redis refuses to read keys that are not all on one
 * side, those that nowhere exist among them, with {@code TRYAGAIN}. So we try again. To read them
 * one by one would be answered, but not in one moment: a fail-over in between may lose a key after
 * the heartbeat was read that it is proved by.
 */
final class RedisSlotSource implements SlotSource {
  private static final byte[] NOTHING = {};
  private static final String SPLIT = "TRYAGAIN ";
  private static final long FIRST_RETRY_MILLIS = 2;
  private static final long LAST_RETRY_MILLIS = 16;

  private final RedisConnections redis;
  private final NearCacheKeys keys;
  private final long timeoutMillis;
  private final FollowerTiming timing;

  RedisSlotSource(
      RedisConnections redis, NearCacheKeys keys, long timeoutMillis, FollowerTiming timing) {
    this.redis = redis;
    this.keys = keys;
    this.timeoutMillis = timeoutMillis;
    this.timing = timing;
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
    CompletableFuture<List<KeyValue<byte[], byte[]>>> answer = new CompletableFuture<>();
    answer.orTimeout(timeoutMillis, TimeUnit.MILLISECONDS);
    attempt(commands, wanted, answer, 0);
    return answer.thenApply(RedisSlotSource::reading);
  }

  /** Tries until there is an answer, or nobody waits for it any more. */
  private void attempt(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      byte[][] wanted,
      CompletableFuture<List<KeyValue<byte[], byte[]>>> answer,
      int tries) {
    if (answer.isDone()) {
      return;
    }
    var _ =
        sent(commands, wanted)
            .whenComplete((values, failure) -> {
              if (failure == null) {
                answer.complete(values);
              } else if (isSplit(failure)) {
                later(tries).execute(() -> attempt(commands, wanted, answer, tries + 1));
              } else {
                answer.completeExceptionally(failure);
              }
            });
  }

  private static CompletableFuture<List<KeyValue<byte[], byte[]>>> sent(
      RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] wanted) {
    try {
      return commands.mget(wanted).toCompletableFuture();
    } catch (RedisException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static boolean isSplit(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof RedisCommandExecutionException
        && String.valueOf(cause.getMessage()).startsWith(SPLIT);
  }

  private Executor later(int tries) {
    return CompletableFuture.delayedExecutor(
        timing.backoffMillis(FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS, tries), TimeUnit.MILLISECONDS);
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
