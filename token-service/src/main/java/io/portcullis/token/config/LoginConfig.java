package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How users may log in besides by password.
 *
 * @param providers other OpenID providers, in the order in which they are offered
 * @param providerTimeout how long a user waits for an answer of one
 */
public record LoginConfig(List<ProviderConfig> providers, Duration providerTimeout) {
  private static final int MAX_PROVIDERS = 8;

  public LoginConfig {
    providers = or(providers, List.of());
    that(providers.size() <= MAX_PROVIDERS, "providers", "must be " + MAX_PROVIDERS + " at most");
    Set<String> ids = new HashSet<>();
    Set<String> issuers = new HashSet<>();
    for (int i = 0; i < providers.size(); i++) {
      ProviderConfig provider = providers.get(i);
      that(ids.add(provider.id()), "providers[" + i + "].id", "is another provider's, too");
      that(
          issuers.add(provider.issuer().toString()),
          "providers[" + i + "].issuer",
          "is another provider's, too");
    }
    providerTimeout =
        between(
            "provider_timeout",
            or(providerTimeout, Duration.ofSeconds(5)),
            Duration.ofMillis(100),
            Duration.ofSeconds(30));
  }
}
