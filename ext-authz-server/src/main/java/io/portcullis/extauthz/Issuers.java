package io.portcullis.extauthz;

import io.portcullis.extauthz.config.IssuerConfig;
import io.portcullis.extauthz.jwks.IssuerKeys;
import io.portcullis.extauthz.jwks.JwksRefresher;
import io.portcullis.extauthz.jwks.KeySet;
import io.portcullis.extauthz.jwt.TrustedIssuer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The issuers of one configuration, by name. */
record Issuers(Map<String, Issuer> byName) {
  /** An issuer, its keys, and who keeps them current. */
  record Issuer(IssuerConfig config, TrustedIssuer trusted, JwksRefresher refresher) {
    IssuerKeys keys() {
      return trusted.keys();
    }
  }

  static final Issuers NONE = new Issuers(Map.of());

  @Nullable Issuer named(String issuer) {
    return byName.get(issuer);
  }

  List<TrustedIssuer> trusted() {
    return byName.values().stream().map(Issuer::trusted).toList();
  }

  Map<String, IssuerKeys> keys() {
    return byName.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, issuer -> issuer.getValue().keys()));
  }

  List<JwksRefresher> refreshers() {
    return byName.values().stream().map(Issuer::refresher).toList();
  }

  /** Issuers whose keys readiness still waits for. */
  List<String> missing() {
    return byName.values().stream()
        .filter(issuer -> issuer.config.required() && !issuer.keys().current().loaded())
        .map(issuer -> issuer.config.issuer())
        .toList();
  }

  /** The region that owns each issuer's tokens; empty for this one. */
  Map<String, String> homes() {
    return byName.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, issuer -> issuer.getValue().config.home()));
  }

  /** When the issuer itself last published this key, Unix milliseconds; 0 for never. */
  long provenAtMillis(String issuerName, String keyId) {
    Issuer issuer = byName.get(issuerName);
    if (issuer == null) {
      return 0;
    }
    KeySet keys = issuer.keys().current();
    return keys.find(keyId) == null ? 0 : keys.provenAtMillis();
  }
}
