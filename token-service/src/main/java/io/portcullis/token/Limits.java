package io.portcullis.token;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.token.config.LimitsConfig;
import io.portcullis.token.config.LoginDelayConfig;
import io.portcullis.token.config.RateConfig;
import io.portcullis.token.issuance.LoginLimits;
import io.portcullis.token.limit.DelayRules;
import io.portcullis.token.limit.FailureDelays;
import io.portcullis.token.limit.LocalFailureDelays;
import io.portcullis.token.limit.LocalKnownDevices;
import io.portcullis.token.limit.LocalRateLimits;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.RatesPerMinute;
import io.portcullis.token.limit.RedisFailureDelays;
import io.portcullis.token.limit.RedisKnownDevices;
import io.portcullis.token.limit.RedisRateLimits;
import io.portcullis.token.telemetry.MeteredFailureDelays;
import io.portcullis.token.telemetry.MeteredRateLimits;
import java.util.EnumMap;
import java.util.Map;

/** How often anybody may ask, wired. */
record Limits(RateLimits rates, LoginLimits logins) {
  static Limits wire(LimitsConfig config, RedisConnections redis, Ambient ambient) {
    RateLimits rates = rates(config, redis, ambient);
    return new Limits(
        rates,
        new LoginLimits(
            rates,
            delays(config, redis, ambient),
            new RedisKnownDevices(redis, config.redisTimeout(), new LocalKnownDevices())));
  }

  /** Who is not limited has nothing to wait for. */
  private static Map<RateLimit, DelayRules> rules(LimitsConfig config) {
    LoginDelayConfig delay = config.loginDelay();
    DelayRules user =
        new DelayRules(
            delay.freePerUser(), delay.first(), delay.longest(), delay.forgetOnePerUser());
    Map<RateLimit, DelayRules> rules = new EnumMap<>(RateLimit.class);
    if (config.rate().loginPerUser() > 0) {
      rules.put(RateLimit.LOGIN_PER_USER, user);
    }
    if (config.rate().loginPerAddress() > 0) {
      rules.put(RateLimit.LOGIN_PER_DEVICE, user);
      rules.put(
          RateLimit.LOGIN_PER_ADDRESS,
          new DelayRules(
              delay.freePerAddress(), delay.first(), delay.longest(), delay.forgetOnePerAddress()));
    }
    return rules;
  }

  // From the inside out: shared failures, with this process's own behind them, then counted.
  private static FailureDelays delays(
      LimitsConfig config, RedisConnections redis, Ambient ambient) {
    Map<RateLimit, DelayRules> rules = rules(config);
    return new MeteredFailureDelays(
        new RedisFailureDelays(
            redis,
            config.redisTimeout(),
            rules,
            new LocalFailureDelays(rules, ambient.clock()),
            ambient.clock(),
            System::nanoTime),
        rules.keySet(),
        ambient.metrics());
  }

  private static RateLimits rates(LimitsConfig config, RedisConnections redis, Ambient ambient) {
    RateConfig perMinute = config.rate();
    RatesPerMinute rates =
        new RatesPerMinute()
            .with(RateLimit.LOGIN_PER_ADDRESS, perMinute.loginPerAddress())
            .with(RateLimit.LOGIN_PER_USER, perMinute.loginPerUser())
            .with(RateLimit.LOGIN_PER_DEVICE, perMinute.loginPerAddress())
            .with(RateLimit.REFRESH_PER_SESSION, perMinute.refreshPerSession())
            .with(RateLimit.REFRESH_REPEATS_PER_SESSION, perMinute.refreshRepeatsPerSession())
            .with(RateLimit.REFRESH_OF_UNKNOWN_KEY, perMinute.refreshOfUnknownKey())
            .with(RateLimit.REVOKE_PER_CALLER, perMinute.revokePerCaller())
            .with(RateLimit.BEGIN_PER_ADDRESS, perMinute.beginPerAddress())
            .with(RateLimit.LOGOUT_PER_ADDRESS, perMinute.logoutPerAddress());
    var local =
        ambient
            .metrics()
            .counter(
                "portcullis_rate_limit_local_total",
                "Permits that an instance gave by itself, because Redis did not answer.")
            .with();
    // From the inside out: shared buckets, with this process's own behind them, then counted.
    return new MeteredRateLimits(
        new RedisRateLimits(
            redis,
            config.redisTimeout(),
            rates,
            new LocalRateLimits(rates),
            local::increment,
            System::nanoTime),
        ambient.metrics());
  }
}
