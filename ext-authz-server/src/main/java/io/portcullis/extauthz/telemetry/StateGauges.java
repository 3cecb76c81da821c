package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.jwks.IssuerKeys;
import io.portcullis.extauthz.jwt.VerifiedTokenCache;
import io.portcullis.kit.telemetry.GaugeFamily;
import io.portcullis.kit.telemetry.Metrics;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is read off the rooms at each scrape. */
public final class StateGauges {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Metrics metrics;

  /** Declares into these. */
  public StateGauges(Metrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Age of the revocation state.
   *
   * @param ageMillis of the oldest proof; {@link Long#MAX_VALUE} before the first
   */
  public void watchAge(LongSupplier ageMillis) {
    metrics
        .gauge(
            "portcullis_revocation_replica_age_seconds",
            "How old the revocation state is; +Inf before the first proof.")
        .observe(() -> seconds(ageMillis.getAsLong()));
  }

  /** Where several regions' logs are followed, each of them by the region's name. */
  public void watchHomes(Map<String, LongSupplier> agesMillis) {
    GaugeFamily family =
        metrics.gauge(
            "portcullis_revocation_home_age_seconds",
            "How old each region's revocation state is, where several are followed.",
            "home");
    agesMillis.forEach(
        (home, ageMillis) -> family.observe(() -> seconds(ageMillis.getAsLong()), home));
  }

  /** Size of the revocation state. */
  public void watchEntries(IntSupplier entries) {
    metrics
        .gauge("portcullis_revocation_entries", "Revocations held in memory.")
        .observe(entries::getAsInt);
  }

  /** The verified-token cache. */
  public void watchCache(VerifiedTokenCache cache) {
    metrics
        .counter("portcullis_token_cache_hits_total", "Tokens found verified before.")
        .observe(cache::hits);
    metrics
        .counter("portcullis_token_cache_misses_total", "Tokens not found verified before.")
        .observe(cache::misses);
    metrics
        .counter("portcullis_token_cache_evictions_total", "Tokens that had to leave for others.")
        .observe(cache::evictions);
  }

  /**
   * The keys of the issuers that are trusted at the time of the scrape. Each key is named, so that
   * whoever rotates keys sees that a node knows the next one before it signs; an issuer has at most
   * as many as a set may hold.
   */
  public void watchKeys(Supplier<Map<String, IssuerKeys>> issuers, InstantSource clock) {
    metrics
        .gauge(
            "portcullis_jwks_age_seconds",
            "Age of the keys of the issuer fetched longest ago; +Inf while one has none.")
        .observe(() ->
            issuers.get().values().stream()
                .mapToDouble(keys -> seconds(ageMillis(keys, clock.millis())))
                .max()
                .orElse(0));
    metrics
        .gauge("portcullis_jwks_keys", "Usable keys of all issuers.")
        .observe(() -> held(issuers.get()).count());
    metrics
        .gauge(
            "portcullis_jwks_key_held",
            "1 for each usable key, whether it signs yet or not.",
            "issuer",
            "kid")
        .observePresent(() -> held(issuers.get()));
  }

  private static Stream<List<String>> held(Map<String, IssuerKeys> issuers) {
    return issuers.entrySet().stream()
        .flatMap(issuer ->
            issuer.getValue().current().kids().stream().map(kid -> List.of(issuer.getKey(), kid)));
  }

  private static long ageMillis(IssuerKeys keys, long nowMillis) {
    return keys.current().loaded()
        ? Math.max(0, nowMillis - keys.current().fetchedAtMillis())
        : Long.MAX_VALUE;
  }

  private static double seconds(long millis) {
    return millis == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : millis / MILLIS_PER_SECOND;
  }
}
