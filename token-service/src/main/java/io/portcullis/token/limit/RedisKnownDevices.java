package io.portcullis.token.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.portcullis.kit.hash.Sha256;
import io.portcullis.kit.redis.RedisConnections;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices that any instance has seen, in Redis under {@code rl:known:<hash>} for as long as they
 * are remembered. While it does not answer in time, those that this process has seen.
 */
public final class RedisKnownDevices implements KnownDevices {
  private static final Logger LOG = LoggerFactory.getLogger(RedisKnownDevices.class);
  private static final Duration REMEMBERED = Duration.ofDays(14);
  private static final byte[] SEEN = {'1'};

  private final RedisConnections redis;
  private final Duration timeout;
  private final KnownDevices local;

  /**
   * @param timeout how long an answer of Redis may take
   * @param local takes over while Redis is away
   */
  public RedisKnownDevices(RedisConnections redis, Duration timeout, KnownDevices local) {
    this.redis = redis;
    this.timeout = timeout;
    this.local = local;
  }

  @Override
  public boolean knows(String account, String device) {
    return local.knows(account, device) || isShared(key(account, device));
  }

  @Override
  public void remember(String account, String device) {
    local.remember(account, device);
    share(key(account, device));
  }

  // Nobody waits for it: without it the device counts as a stranger elsewhere.
  private void share(byte[] key) {
    try {
      redis
          .asyncCommandsIfOpen()
          .ifPresent(commands ->
              commands
                  .set(key, SEEN, SetArgs.Builder.ex(REMEMBERED))
                  .whenComplete((_, failure) -> note(failure)));
    } catch (RedisException e) {
      note(e);
    }
  }

  private static void note(@Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("Redis does not remember a device: {}", failure.toString());
    }
  }

  private boolean isShared(byte[] key) {
    try {
      var commands = redis.asyncCommandsIfOpen();
      return commands.isPresent()
          && commands.get().get(key).get(timeout.toMillis(), TimeUnit.MILLISECONDS) != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RedisException | ExecutionException | TimeoutException e) {
      LOG.warn("Redis does not tell known devices from strangers: {}", e.toString());
      return false;
    }
  }

  private static byte[] key(String account, String device) {
    return ("rl:known:" + name(account, device)).getBytes(UTF_8);
  }

  /** A hash: no address and no e-mail address stands in a key's name. */
  static String name(String account, String device) {
    // Length first, so that no choice of names makes two devices one.
    return Sha256.base64url(account.length() + ":" + account + ":" + device);
  }
}
