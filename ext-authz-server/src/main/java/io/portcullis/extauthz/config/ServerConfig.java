package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.ConfigDifference;
import io.portcullis.kit.config.ConfigFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The whole configuration of the ext_authz server; {@code reference.yaml} explains each key. */
public record ServerConfig(
    ListenerConfig listener,
    List<IssuerConfig> issuers,
    IdentityConfig identity,
    MtlsConfig mtls,
    RevocationConfig revocation,
    Map<String, PolicyConfig> policies,
    CacheConfig cache,
    LimitsConfig limits,
    OverloadConfig overload,
    DecisionLogConfig decisionLog,
    TracingConfig tracing,
    DrainConfig drain,
    List<EmergencyConfig> emergency) {
  /** The policy of routes that name none. */
  public static final String DEFAULT_POLICY = "default";

  /** Each is a key, or the beginning of keys; what they name is bound or opened once, at start. */
  private static final List<String> ONLY_AT_START =
      List.of(
          "listener.",
          "revocation.",
          "cache.",
          "limits.message_bytes",
          "limits.connection_age",
          "decision_log.",
          "tracing.",
          "drain.");

  /** There is always a default policy. */
  public ServerConfig {
    issuers = ConfigCheck.required("issuers", issuers);
    ConfigCheck.that(!issuers.isEmpty(), "issuers", "at least one is needed");
    refuseRepeated(issuers);
    refuseSharedFiles(issuers);
    refuseUnknownHomes(issuers, revocation);
    refuseTwoOfOneHome(issuers, revocation);
    policies = withDefault(ConfigCheck.or(policies, Map.of()));
    refuseUnknownWorkloads(policies, mtls);
    emergency = ConfigCheck.or(emergency, List.of());
    refuseUnknown(emergency, issuers, policies);
  }

  /** The keys that a running server cannot change, of those in which {@code next} differs. */
  public List<String> needingRestart(ServerConfig next) {
    return ConfigDifference.between(this, next).stream()
        .filter(key -> ONLY_AT_START.stream().anyMatch(key::startsWith))
        .toList();
  }

  /** What is valid but may surprise, in sentences for the log at start. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    policies.forEach((name, policy) -> {
      if (policy.credentials().contains(CredentialName.API_KEY)) {
        warnings.add(
            "policies."
                + name
                + ".credentials: api_key cannot be presented yet; such callers get 401");
      }
      if (policy.shadow()) {
        warnings.add("policies." + name + ".shadow: true: its denials are counted, not answered");
      }
      if (policy.maxStaleness().isUnlimited()) {
        warnings.add(
            "policies."
                + name
                + ".max_staleness: unlimited: it says yes however old the revocation state is");
      }
    });
    warnOfSharedAudiences(warnings);
    for (IssuerConfig issuer : issuers) {
      if (revocation.otherHomes().contains(issuer.home()) && issuer.required()) {
        warnings.add(
            "issuers: %s is required: a node that starts while the region %s is away is not ready without its last_good_file"
                .formatted(issuer.issuer(), issuer.home()));
      }
    }
    if (revocation.mode() == RevocationMode.NONE) {
      warnings.add("revocation.mode: none: no token is ever found revoked");
    }
    return List.copyOf(warnings);
  }

  /** An issuer names its subjects as it likes, also like those of another. */
  private void warnOfSharedAudiences(List<String> warnings) {
    Map<String, String> first = new LinkedHashMap<>();
    for (IssuerConfig issuer : issuers) {
      for (String audience : issuer.audiences()) {
        String other = first.putIfAbsent(audience, issuer.issuer());
        if (other != null && !other.equals(issuer.issuer())) {
          warnings.add(
              "issuers: %s and %s share the audience '%s': either can name the other's subjects; show iss by identity.headers, or give them audiences of their own"
                  .formatted(other, issuer.issuer(), audience));
        }
      }
    }
  }

  private static void refuseUnknownWorkloads(
      Map<String, PolicyConfig> policies, @Nullable MtlsConfig mtls) {
    boolean noneKnown = mtls == null || mtls.trustDomains().isEmpty();
    policies.forEach((name, policy) -> {
      if (noneKnown && policy.credentials().contains(CredentialName.MTLS)) {
        throw new ConfigFault(
            "policies." + name + ".credentials", "mtls needs at least one of mtls.trust_domains");
      }
    });
  }

  /** Who shares a file would verify by another issuer's keys. */
  private static void refuseSharedFiles(List<IssuerConfig> issuers) {
    Set<Path> seen = new HashSet<>();
    for (int i = 0; i < issuers.size(); i++) {
      Path file = issuers.get(i).jwks().lastGoodFile();
      if (file != null && !seen.add(file.toAbsolutePath().normalize())) {
        throw new ConfigFault(
            "issuers[" + i + "].jwks.last_good_file", "is the file of an earlier issuer");
      }
    }
  }

  /** A token that is judged by another log than it is revoked in would pass for ever. */
  private static void refuseUnknownHomes(
      List<IssuerConfig> issuers, @Nullable RevocationConfig revocation) {
    if (revocation == null) {
      return;
    }
    for (int i = 0; i < issuers.size(); i++) {
      String home = issuers.get(i).home();
      String key = "issuers[" + i + "].home";
      if (home.isEmpty()) {
        ConfigCheck.that(
            revocation.otherHomes().isEmpty(), key, "is needed where other_homes are followed");
      } else {
        ConfigCheck.that(
            home.equals(revocation.home()) || revocation.otherHomes().contains(home),
            key,
            "'" + home + "' is neither revocation.home nor one of revocation.other_homes");
      }
    }
  }

  /** A log holds the revocations of one token service: the other's would be looked for in vain. */
  private static void refuseTwoOfOneHome(
      List<IssuerConfig> issuers, @Nullable RevocationConfig revocation) {
    Set<String> homes = new HashSet<>();
    for (int i = 0; i < issuers.size(); i++) {
      IssuerConfig issuer = issuers.get(i);
      String home =
          issuer.home().isEmpty() && revocation != null ? revocation.home() : issuer.home();
      ConfigCheck.that(
          !issuer.mintedAfterRead() || homes.add(home),
          "issuers[" + i + "].minted_after_read",
          "is true of another issuer of the region '" + home + "', whose log is that issuer's");
    }
  }

  private static void refuseRepeated(List<IssuerConfig> issuers) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < issuers.size(); i++) {
      if (!seen.add(issuers.get(i).issuer())) {
        throw new ConfigFault("issuers[" + i + "]", "repeats the issuer of an earlier item");
      }
    }
  }

  private static void refuseUnknown(
      List<EmergencyConfig> emergency,
      List<IssuerConfig> issuers,
      Map<String, PolicyConfig> policies) {
    List<String> names = issuers.stream().map(IssuerConfig::issuer).toList();
    for (int i = 0; i < emergency.size(); i++) {
      String key = "emergency[" + i + "]";
      String issuer = emergency.get(i).issuer();
      String policy = emergency.get(i).policy();
      ConfigCheck.that(
          issuer == null || names.contains(issuer),
          key + ".issuer",
          "'" + issuer + "' is not one of issuers; allowed: " + String.join(", ", names));
      ConfigCheck.that(
          policy == null || policies.containsKey(policy),
          key + ".policy",
          "'"
              + policy
              + "' is not one of policies; allowed: "
              + String.join(", ", new TreeSet<>(policies.keySet())));
    }
  }

  private static Map<String, PolicyConfig> withDefault(Map<String, PolicyConfig> policies) {
    Map<String, PolicyConfig> all = new LinkedHashMap<>(policies);
    all.putIfAbsent(DEFAULT_POLICY, PolicyConfig.builtIn());
    return Map.copyOf(all);
  }
}
