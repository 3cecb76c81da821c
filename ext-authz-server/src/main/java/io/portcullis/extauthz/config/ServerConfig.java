package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.ConfigFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    DrainConfig drain) {
  /** The policy of routes that name none. */
  public static final String DEFAULT_POLICY = "default";

  /** There is always a default policy. */
  public ServerConfig {
    issuers = ConfigCheck.required("issuers", issuers);
    ConfigCheck.that(!issuers.isEmpty(), "issuers", "at least one is needed");
    refuseRepeated(issuers);
    policies = withDefault(ConfigCheck.or(policies, Map.of()));
    refuseUnknownWorkloads(policies, mtls);
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
    if (revocation.mode() == RevocationMode.NONE) {
      warnings.add("revocation.mode: none: no token is ever found revoked");
    }
    return List.copyOf(warnings);
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

  private static void refuseRepeated(List<IssuerConfig> issuers) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < issuers.size(); i++) {
      if (!seen.add(issuers.get(i).issuer())) {
        throw new ConfigFault("issuers[" + i + "]", "repeats the issuer of an earlier item");
      }
    }
  }

  private static Map<String, PolicyConfig> withDefault(Map<String, PolicyConfig> policies) {
    Map<String, PolicyConfig> all = new LinkedHashMap<>(policies);
    all.putIfAbsent(DEFAULT_POLICY, PolicyConfig.builtIn());
    return Map.copyOf(all);
  }
}
