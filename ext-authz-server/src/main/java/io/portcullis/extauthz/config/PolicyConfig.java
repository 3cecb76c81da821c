package io.portcullis.extauthz.config;

import static io.portcullis.extauthz.config.Lists.each;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.ConfigFault;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a route asks of its callers. Each key left out has the same built-in default in every
 * policy.
 *
 * @param credentials kinds that count
 * @param requireScopes all must be granted
 * @param audiences one must be in {@code aud}; empty if the issuer's own will do
 * @param tenant the token's; empty for any
 * @param requireClaims must be there, beyond those that every token needs
 * @param maxStaleness how old the revocation state may be
 * @param onStale the answer beyond that
 * @param anonymous whether everybody passes; credentials are then ignored
 * @param shadow whether its denials are only counted and logged
 */
public record PolicyConfig(
    List<CredentialName> credentials,
    List<String> requireScopes,
    List<String> audiences,
    String tenant,
    List<String> requireClaims,
    Staleness maxStaleness,
    OnStaleName onStale,
    Boolean anonymous,
    Boolean shadow) {
  private static final Set<CredentialName> UNSUPPORTED =
      Set.of(CredentialName.DPOP, CredentialName.OPAQUE);

  /** The built-in defaults. */
  public PolicyConfig {
    credentials = ConfigCheck.or(credentials, List.of(CredentialName.BEARER));
    refuseUnsupported(credentials);
    requireScopes = ConfigCheck.or(requireScopes, List.of());
    audiences = ConfigCheck.or(audiences, List.of());
    tenant = ConfigCheck.or(tenant, "");
    requireClaims = each("require_claims", ConfigCheck.or(requireClaims, List.of()), s -> claim(s));
    maxStaleness = ConfigCheck.or(maxStaleness, new Staleness(Duration.ofSeconds(60)));
    onStale = ConfigCheck.or(onStale, OnStaleName.UNAVAILABLE);
    anonymous = ConfigCheck.or(anonymous, false);
    shadow = ConfigCheck.or(shadow, false);
    ConfigCheck.that(
        anonymous || !credentials.isEmpty(), "credentials", "at least one is needed, like bearer");
  }

  /** A policy with every default. */
  public static PolicyConfig builtIn() {
    return new PolicyConfig(
        List.of(CredentialName.BEARER),
        List.of(),
        List.of(),
        "",
        List.of(),
        new Staleness(Duration.ofSeconds(60)),
        OnStaleName.UNAVAILABLE,
        false,
        false);
  }

  private static void refuseUnsupported(List<CredentialName> credentials) {
    for (int i = 0; i < credentials.size(); i++) {
      CredentialName kind = credentials.get(i);
      if (UNSUPPORTED.contains(kind)) {
        throw new ConfigFault(
            "credentials[" + i + "]",
            kind.name().toLowerCase(Locale.ROOT) + " is not supported yet");
      }
    }
  }

  private static String claim(String name) {
    if (!IdentityConfig.CLAIMS.contains(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a claim; allowed: " + String.join(", ", IdentityConfig.CLAIMS));
    }
    return name;
  }
}
