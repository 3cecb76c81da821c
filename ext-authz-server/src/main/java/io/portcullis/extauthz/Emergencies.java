package io.portcullis.extauthz;

import io.portcullis.extauthz.config.EmergencyConfig;
import io.portcullis.extauthz.config.IssuerConfig;
import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.decision.EnforcementMode;
import io.portcullis.kit.lifecycle.StartupException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The emergency settings in force at one moment, and what they make of the configuration. */
record Emergencies(List<EmergencyConfig> active) {
  /** What is needed for longer belongs into the configuration proper, where it is seen. */
  static final Duration LONGEST = Duration.ofHours(24);

  static final Emergencies NONE = new Emergencies(List.of());

  /** Those that have not ended. */
  static Emergencies at(Instant now, List<EmergencyConfig> settings) {
    return new Emergencies(
        settings.stream().filter(setting -> setting.until().instant().isAfter(now)).toList());
  }

  /** Refuses a setting that would be in force for too long. */
  static void refuseTooLong(Instant now, List<EmergencyConfig> settings) throws StartupException {
    for (int i = 0; i < settings.size(); i++) {
      Instant until = settings.get(i).until().instant();
      if (until.isAfter(now.plus(LONGEST))) {
        throw new StartupException(
            "emergency[%d].until: %s is more than 24h ahead; allowed: up to %s"
                .formatted(i, until, now.plus(LONGEST)));
      }
    }
  }

  List<IssuerConfig> apply(List<IssuerConfig> issuers) {
    return issuers.stream().map(this::apply).toList();
  }

  private IssuerConfig apply(IssuerConfig issuer) {
    Duration least =
        active.stream()
            .filter(setting -> setting.issuer() == null || issuer.issuer().equals(setting.issuer()))
            .map(EmergencyConfig::leeway)
            .filter(Objects::nonNull)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return issuer.withLeewayOfAtLeast(least);
  }

  /** Of two settings for one policy the one that denies wins. */
  EnforcementMode mode(String policy, PolicyConfig config) {
    List<EmergencyConfig> own =
        active.stream().filter(setting -> policy.equals(setting.policy())).toList();
    if (own.stream().anyMatch(EmergencyConfig::deny)) {
      return EnforcementMode.CLOSED;
    }
    return config.shadow() || own.stream().anyMatch(EmergencyConfig::shadow)
        ? EnforcementMode.SHADOW
        : EnforcementMode.ENFORCED;
  }
}
