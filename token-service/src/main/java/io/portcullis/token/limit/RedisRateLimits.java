package io.portcullis.token.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketExceptions.BucketExecutionException;
import io.github.bucket4j.TimeoutException;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.lettuce.core.RedisException;
import io.portcullis.kit.hash.Sha256;
import io.portcullis.kit.redis.RedisConnections;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets that all instances share, in Redis under {@code rl:<limit>:<rate>:<hash of the key>};
 * they expire once they would be full again. With another rate a bucket is another one. A limit is
 * a courtesy to the rest of the system, never a reason to stop: while Redis does not answer in
 * time, each instance counts for itself, as always for what is not shared.
 */
public final class RedisRateLimits implements RateLimits {
  private static final Logger LOG = LoggerFactory.getLogger(RedisRateLimits.class);
  private static final Duration KEPT_LONGER = Duration.ofSeconds(10);
  private static final int MAX_COLLISIONS = 20;

  private final ProxyManager<Object> shared;
  private final RatesPerMinute rates;
  private final RateLimits local;
  private final Runnable wentLocal;
  private final RedisPause pause;

  /**
   * @param timeout how long an answer of Redis may take
   * @param local takes over while Redis is away
   * @param wentLocal runs for each question that Redis did not answer
   */
  public RedisRateLimits(
      RedisConnections redis,
      Duration timeout,
      RatesPerMinute rates,
      RateLimits local,
      Runnable wentLocal,
      LongSupplier nanoTime) {
    this.shared =
        new LettuceBasedProxyManagerBuilder<>(new RedisBucketCommands(redis))
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_LONGER))
            .requestTimeout(timeout)
            .maxRetries(MAX_COLLISIONS)
            .build();
    this.rates = rates;
    this.local = local;
    this.wentLocal = wentLocal;
    this.pause = new RedisPause(nanoTime);
  }

  @Override
  public Verdict take(RateLimit limit, String key) {
    return ask(
        limit,
        key,
        bucket -> rates.verdict(limit, bucket.tryConsumeAndReturnRemaining(1)),
        () -> local.take(limit, key));
  }

  @Override
  public void giveBack(RateLimit limit, String key) {
    ask(
        limit,
        key,
        bucket -> {
          bucket.addTokens(1);
          return new Verdict.Allowed();
        },
        () -> {
          local.giveBack(limit, key);
          return new Verdict.Allowed();
        });
  }

  @Override
  public Verdict look(RateLimit limit, String key) {
    return ask(
        limit,
        key,
        bucket -> rates.verdict(limit, bucket.estimateAbilityToConsume(1)),
        () -> local.look(limit, key));
  }

  private interface Locally {
    Verdict ask();
  }

  private Verdict ask(
      RateLimit limit, String key, Function<BucketProxy, Verdict> question, Locally locally) {
    if (!limit.isShared()) {
      return locally.ask();
    }
    return rates
        .bucket(limit)
        .map(bucket -> ask(name(limit, bucket, key), bucket, question, locally))
        .orElseGet(Verdict.Allowed::new);
  }

  private Verdict ask(
      byte[] name,
      BucketConfiguration bucket,
      Function<BucketProxy, Verdict> question,
      Locally locally) {
    if (pause.isOver()) {
      try {
        return question.apply(shared.getProxy(name, () -> bucket));
      } catch (RedisException | TimeoutException e) {
        LOG.warn("Redis does not count: each instance does for itself: {}", e.toString());
        pause.begin();
      } catch (BucketExecutionException e) {
        // Too many at one bucket at once. Redis is well, and all others go on counting there.
        LOG.debug("a bucket changed too often: {}", e.toString());
        return locally.ask();
      }
    }
    wentLocal.run();
    return locally.ask();
  }

  /** A hash: no address, e-mail address or session id stands in a key's name. */
  private static byte[] name(RateLimit limit, BucketConfiguration bucket, String key) {
    long rate = bucket.getBandwidths()[0].getCapacity();
    return ("rl:" + limit.label() + ":" + rate + ":" + Sha256.base64url(key)).getBytes(UTF_8);
  }
}
