package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A setting that ends by itself: exactly one of {@code leeway}, {@code deny} and {@code shadow}.
 *
 * @param leeway at least this much, of {@code issuer} or of all
 * @param issuer whose leeway; null for all
 * @param policy that is shut, or whose denials no longer hold
 * @param deny true: nobody passes
 * @param shadow true: denials are only counted and logged
 * @param until when it ends
 */
public record EmergencyConfig(
    @Nullable Duration leeway,
    @Nullable String issuer,
    @Nullable String policy,
    Boolean deny,
    Boolean shadow,
    Until until) {
  /** Each key must belong to the one action. */
  public EmergencyConfig {
    deny = ConfigCheck.or(deny, false);
    shadow = ConfigCheck.or(shadow, false);
    int actions = (leeway == null ? 0 : 1) + (deny ? 1 : 0) + (shadow ? 1 : 0);
    ConfigCheck.that(
        actions == 1, "leeway", "give exactly one of leeway, deny: true and shadow: true");
    if (leeway == null) {
      ConfigCheck.that(issuer == null, "issuer", "belongs to leeway only; name a policy");
      ConfigCheck.required("policy", policy);
    } else {
      ConfigCheck.that(policy == null, "policy", "has no leeway; name an issuer, or none for all");
      ConfigCheck.between("leeway", leeway, Duration.ZERO, IssuerConfig.MOST_LEEWAY);
    }
  }

  /** What it does, for the log. */
  public String inWords() {
    if (leeway != null) {
      String whose = issuer == null ? "all issuers" : issuer;
      return "a leeway of at least " + Durations.format(leeway) + " for " + whose;
    }
    return "policy " + policy + (deny ? ": nobody passes" : ": denials are only counted");
  }
}
