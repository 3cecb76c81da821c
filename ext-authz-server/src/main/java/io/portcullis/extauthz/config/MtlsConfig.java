package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import java.util.List;

/**
 * Workloads that are known by their certificate.
 *
 * @param trustDomains whose SPIFFE ids are identities
 * @param trustedHops SPIFFE ids of proxies whose {@code X-Forwarded-Client-Cert} is believed
 */
public record MtlsConfig(List<String> trustDomains, List<String> trustedHops) {
  private static final String TRUST_DOMAIN = "[a-z0-9._-]{1,200}";
  private static final String ID = "spiffe://" + TRUST_DOMAIN + "(/[a-zA-Z0-9._-]+)+";

  /** Nobody, unless named. */
  public MtlsConfig {
    trustDomains =
        Lists.each("trust_domains", ConfigCheck.or(trustDomains, List.of()), s -> domain(s));
    trustedHops = Lists.each("trusted_hops", ConfigCheck.or(trustedHops, List.of()), s -> id(s));
  }

  private static String domain(String text) {
    if (!text.matches(TRUST_DOMAIN)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a trust domain; write it like example.org, without spiffe://");
    }
    return text;
  }

  private static String id(String text) {
    if (!text.matches(ID)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a SPIFFE id; write it like spiffe://example.org/ns/edge/sa/envoy");
    }
    return text;
  }
}
