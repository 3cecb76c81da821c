package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import io.portcullis.kit.config.HttpsOrLoopback;
import io.portcullis.kit.redis.RedisConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of the token service; {@code reference.yaml} explains each key.
 *
 * @param listener where it listens
 * @param issuer {@code iss} of every token, byte for byte
 * @param home this region: it owns the log of the issuer's tokens
 * @param otherHomes the other regions, each with the issuer whose tokens it owns
 * @param foreignIssuers issuers that are not ours, but whose revocations this region's log holds;
 *     any, where there is no other region
 * @param hmacKeyFile keys that seal the revocation log in Redis
 * @param clockError ε: the most by which any two processes' clocks may differ
 * @param shards number of user shards of the revocation log
 * @param canaryInterval between two synthetic revocations; zero for none
 */
public record TokenServiceConfig(
    ListenerConfig listener,
    URI issuer,
    String home,
    Map<String, URI> otherHomes,
    List<String> foreignIssuers,
    DynamoDbConfig dynamodb,
    RedisConfig redis,
    Path hmacKeyFile,
    NearCacheConfig nearCache,
    Duration clockError,
    Integer shards,
    Duration canaryInterval,
    SigningConfig signing,
    TokensConfig tokens,
    SessionConfig session,
    ClientsConfig clients,
    BackchannelLogoutConfig backchannelLogout,
    LoginConfig login,
    LimitsConfig limits,
    AdminConfig admin) {
  /** All shards' heads and the control shard's change in one transaction of 100 actions. */
  private static final int MAX_SHARDS = 99;

  private static final int MAX_OTHER_HOMES = 16;
  private static final String HOME = "[a-z0-9-]{1,32}";

  public TokenServiceConfig {
    // What is missing and has no default is reported by the reader, with all other faults.
    boolean inTheClear = isInTheClear(listener);
    if (issuer != null) {
      validateIssuer("issuer", issuer, inTheClear);
    }
    home = or(home, "local");
    that(home.matches(HOME), "home", "must be 1 to 32 of a-z, 0-9 and -");
    otherHomes = or(otherHomes, Map.of());
    foreignIssuers = or(foreignIssuers, List.of());
    validateOthers(otherHomes, home, issuer, inTheClear);
    that(
        signing == null
            || session == null
            || signing.mode() == SigningConfig.Mode.LOCAL
            || session.keyFile() != null,
        "session.key_file",
        "must be named where instances share their keys by KMS: all of them need the same file");
    clockError =
        between(
            "clock_error",
            or(clockError, Duration.ofSeconds(1)),
            Duration.ofMillis(10),
            Duration.ofSeconds(10));
    that(redis == null || !redis.nodes().isEmpty(), "redis.nodes", "must name at least one node");
    shards = between("shards", or(shards, 4), 1, MAX_SHARDS);
    canaryInterval =
        between(
            "canary_interval",
            or(canaryInterval, Duration.ofSeconds(5)),
            Duration.ZERO,
            Duration.ofHours(1));
  }

  /** Which other region an issuer's tokens belong to. */
  public Map<String, String> homesByIssuer() {
    return otherHomes.entrySet().stream()
        .collect(Collectors.toMap(other -> other.getValue().toString(), Map.Entry::getKey));
  }

  // Who owns a token is known by its issuer: two regions of one issuer could not be told apart.
  private static void validateOthers(
      Map<String, URI> others, String home, @Nullable URI issuer, boolean inTheClear) {
    that(
        others.size() <= MAX_OTHER_HOMES, "other_homes", "must be " + MAX_OTHER_HOMES + " at most");
    Set<URI> issuers = new HashSet<>();
    others.forEach((name, other) -> {
      String key = "other_homes." + name;
      that(name.matches(HOME), key, "must have a name of 1 to 32 of a-z, 0-9 and -");
      validateIssuer(key, other, inTheClear);
      that(!name.equals(home), key, "is this region itself");
      that(!other.equals(issuer), key, "must not be this region's own issuer");
      that(issuers.add(other), key, "is the issuer of another region, too");
    });
  }

  private static boolean isInTheClear(@Nullable ListenerConfig listener) {
    return listener != null
        && listener.tls() != null
        && listener.tls().terminatedBy() == TlsConfig.End.NOBODY;
  }

  // RFC 8414 section 2: https, no query, no fragment. Loopback is for development.
  private static void validateIssuer(String key, URI issuer, boolean inTheClear) {
    that(
        HttpsOrLoopback.allows(issuer, inTheClear),
        key,
        "must be an https:// URL, not "
            + issuer
            + "; http:// only with a loopback host, or where"
            + " listener.tls.terminated_by is nobody");
    that(
        issuer.getRawQuery() == null
            && issuer.getRawFragment() == null
            && issuer.getRawUserInfo() == null,
        key,
        "must have no query, fragment or user");
    that(
        issuer.getRawPath() == null || !issuer.getRawPath().endsWith("/"),
        key,
        "must not end with a slash");
  }
}
