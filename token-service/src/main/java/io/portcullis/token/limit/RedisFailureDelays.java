package io.portcullis.token.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.portcullis.kit.hash.Sha256;
import io.portcullis.kit.redis.RedisConnections;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures that all instances share, in Redis under {@code rl:delay:<limit>:<hash of the key>}; a
 * key expires once all of them would be forgotten. bucket4j has buckets that refill at one pace, so
 * a script of our own does what {@link DelayRules} says, by the calling instance's clock. While
 * Redis does not answer in time, each instance remembers for itself.
 */
public final class RedisFailureDelays implements FailureDelays {
  private static final Logger LOG = LoggerFactory.getLogger(RedisFailureDelays.class);

  /**
   * Answers how many milliseconds to wait; 0 when there is nothing to wait for, and the try was
   * counted. ARGV: 1 or -1 for a try and for one undone, now, free, first, longest, forgetOne,
   * most.
   */
  private static final String SCRIPT =
      """
      local step, now, free = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      local first, longest, forget = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
      local kept = redis.call('HMGET', KEYS[1], 'count', 'at', 'open')
      local count, at = tonumber(kept[1] or '0'), tonumber(kept[2] or ARGV[2])
      local open = math.min(tonumber(kept[3] or '0'), now + longest)
      count = math.max(0, count - math.max(0, now - at) / forget)
      if step > 0 and open > now then
        return math.ceil(open - now)
      end
      count = math.max(0, math.min(tonumber(ARGV[7]), count + step))
      local wait = 0
      if step > 0 and count > free then
        wait = math.floor(math.min(longest, first * 2 ^ (count - free - 1)))
      end
      if count == 0 then
        redis.call('DEL', KEYS[1])
      else
        redis.call('HSET', KEYS[1], 'count', string.format('%.6f', count), 'at', ARGV[2],
            'open', string.format('%.0f', now + wait))
        redis.call('PEXPIRE', KEYS[1], math.ceil(count * forget) + wait + 1)
      end
      return 0
      """;

  private final RedisConnections redis;
  private final Duration timeout;
  private final Map<RateLimit, DelayRules> rules;
  private final FailureDelays local;
  private final InstantSource clock;
  private final RedisPause pause;

  /**
   * @param timeout how long an answer of Redis may take
   * @param local takes over while Redis is away
   */
  public RedisFailureDelays(
      RedisConnections redis,
      Duration timeout,
      Map<RateLimit, DelayRules> rules,
      FailureDelays local,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.redis = redis;
    this.timeout = timeout;
    this.rules = Map.copyOf(rules);
    this.local = local;
    this.clock = clock;
    this.pause = new RedisPause(nanoTime);
  }

  @Override
  public Optional<Duration> begin(RateLimit limit, String key) {
    DelayRules rule = rules.get(limit);
    if (rule == null) {
      return Optional.empty();
    }
    return counted(rule, 1, name(limit, key))
        .map(waitMillis ->
            Optional.of(waitMillis).filter(millis -> millis > 0).map(Duration::ofMillis))
        .orElseGet(() -> local.begin(limit, key));
  }

  // What was counted where does not matter: it is undone everywhere.
  @Override
  public void undo(RateLimit limit, String key) {
    DelayRules rule = rules.get(limit);
    if (rule != null) {
      local.undo(limit, key);
      counted(rule, -1, name(limit, key));
    }
  }

  @Override
  public void forget(RateLimit limit, String key) {
    DelayRules rule = rules.get(limit);
    if (rule != null) {
      local.forget(limit, key);
      counted(rule, -rule.most(), name(limit, key));
    }
  }

  /** Empty when Redis does not answer. */
  private Optional<Long> counted(DelayRules rule, long step, String name) {
    if (!pause.isOver()) {
      return Optional.empty();
    }
    try {
      return Optional.of(evaluated(rule, step, name));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RedisException | ExecutionException | TimeoutException e) {
      LOG.warn("Redis counts no failures: each instance does for itself: {}", e.toString());
      pause.begin();
    }
    return Optional.empty();
  }

  private Long evaluated(DelayRules rule, long step, String name)
      throws InterruptedException, ExecutionException, TimeoutException {
    byte[][] keys = {name.getBytes(UTF_8)};
    return redis
        .asyncCommandsIfOpen()
        .orElseThrow(() -> new RedisException("no connection has been made yet"))
        .<Long>eval(
            SCRIPT,
            ScriptOutputType.INTEGER,
            keys,
            number(step),
            number(clock.millis()),
            number(rule.free()),
            number(rule.first().toMillis()),
            number(rule.longest().toMillis()),
            number(rule.forgetOne().toMillis()),
            number(rule.most()))
        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static byte[] number(long value) {
    return Long.toString(value).getBytes(UTF_8);
  }

  /** A hash: no address and no e-mail address stands in a key's name. */
  static String name(RateLimit limit, String key) {
    return "rl:delay:" + limit.label() + ":" + Sha256.base64url(key);
  }
}
