package io.portcullis.extauthz.config;

import static io.portcullis.extauthz.config.Lists.each;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.ConfigFault;
import io.portcullis.kit.config.HttpsOrLoopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An issuer whose tokens are accepted.
 *
 * @param issuer {@code iss}, byte for byte
 * @param jwks where its keys are
 * @param audiences one of them must be in {@code aud}
 * @param algorithms {@code ES256}, {@code Ed25519} or {@code RS256}
 * @param tokenTypes {@code typ} without {@code application/}, in lower case
 * @param leeway by which clocks may differ when times are judged
 * @param maxTokenLife longest {@code exp − iat}
 * @param mintedAfterRead whether {@code iat} proves freshness, true of our token service only
 * @param claims foreign names of claims, by standard name; empty if tokens have no such claim
 * @param home region that owns its tokens' revocations; empty for this one
 * @param required whether readiness waits for its keys
 */
public record IssuerConfig(
    String issuer,
    JwksConfig jwks,
    List<String> audiences,
    List<String> algorithms,
    List<String> tokenTypes,
    Duration leeway,
    Duration maxTokenLife,
    Boolean mintedAfterRead,
    Map<String, String> claims,
    String home,
    Boolean required) {
  private static final List<String> ALGORITHMS = List.of("ES256", "Ed25519", "RS256");
  private static final Set<String> RENAMABLE =
      Set.of("jti", "sid", "tid", "client_id", "scope", "sst");
  // The revocation log keeps entries for at most this much leeway.
  static final Duration MOST_LEEWAY = Duration.ofSeconds(30);

  /** Audiences must be given: a token for another service is not one for us. */
  public IssuerConfig {
    issuer = ConfigCheck.notBlank("issuer", issuer);
    ConfigCheck.that(
        issuer.matches("[!-~&&[^,]]{1,256}"),
        "issuer",
        "must be 1 to 256 visible ASCII characters without a comma");
    // A missing jwks is reported by the reader, with all other faults.
    ConfigCheck.that(
        jwks == null || !jwks.discovery() || isDiscoverable(issuer, jwks.allowInsecure()),
        "issuer",
        "must be an https:// URL without query, fragment or user, for jwks.discovery begins there;"
            + " http:// only with a loopback host unless jwks.allow_insecure is true");
    audiences = ConfigCheck.required("audiences", audiences);
    ConfigCheck.that(!audiences.isEmpty(), "audiences", "at least one is needed");
    algorithms =
        each("algorithms", ConfigCheck.or(algorithms, List.of("ES256", "Ed25519")), s -> alg(s));
    ConfigCheck.that(!algorithms.isEmpty(), "algorithms", "at least one is needed");
    tokenTypes =
        each("token_types", ConfigCheck.or(tokenTypes, List.of("at+jwt")), s -> mediaType(s));
    ConfigCheck.that(!tokenTypes.isEmpty(), "token_types", "at least one is needed");
    leeway =
        ConfigCheck.between(
            "leeway", ConfigCheck.or(leeway, Duration.ofSeconds(5)), Duration.ZERO, MOST_LEEWAY);
    maxTokenLife =
        ConfigCheck.between(
            "max_token_life",
            ConfigCheck.or(maxTokenLife, Duration.ofMinutes(15)),
            Duration.ofSeconds(1),
            Duration.ofHours(24));
    mintedAfterRead = ConfigCheck.or(mintedAfterRead, false);
    claims = ConfigCheck.or(claims, Map.of());
    refuseUnknown(claims);
    home = ConfigCheck.or(home, "");
    required = ConfigCheck.or(required, true);
  }

  /** The same issuer with at least this leeway. */
  public IssuerConfig withLeewayOfAtLeast(Duration least) {
    return new IssuerConfig(
        issuer,
        jwks,
        audiences,
        algorithms,
        tokenTypes,
        least.compareTo(leeway) > 0 ? least : leeway,
        maxTokenLife,
        mintedAfterRead,
        claims,
        home,
        required);
  }

  // RFC 8414 2 and OpenID Connect Discovery 1.0 3.
  private static boolean isDiscoverable(String issuer, boolean allowInsecure) {
    try {
      URI uri = new URI(issuer);
      return HttpsOrLoopback.allows(uri, allowInsecure)
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String alg(String name) {
    String known = name.equals("EdDSA") ? "Ed25519" : name;
    if (!ALGORITHMS.contains(known)) {
      throw new IllegalArgumentException(
          "'" + name + "' is not allowed; allowed: " + String.join(", ", ALGORITHMS) + ", EdDSA");
    }
    return known;
  }

  private static String mediaType(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    if (lower.isBlank()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }

  private static void refuseUnknown(Map<String, String> claims) {
    for (String claim : claims.keySet()) {
      if (!RENAMABLE.contains(claim)) {
        throw new ConfigFault(
            "claims." + claim,
            "'"
                + claim
                + "' cannot be renamed; allowed: "
                + String.join(", ", RENAMABLE.stream().sorted().toList()));
      }
    }
  }
}
