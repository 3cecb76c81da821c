package io.portcullis.kit.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration with each shape that the servers use. */
record Example(
    Listener listener,
    List<Issuer> issuers,
    Map<String, Policy> policies,
    Map<String, String> headers,
    DataSize tokenBytes,
    @Nullable Path keyFile) {
  Example {
    issuers = ConfigCheck.or(issuers, List.of());
    policies = ConfigCheck.or(policies, Map.of());
    headers = ConfigCheck.or(headers, Map.of("x-user-id", "sub"));
    tokenBytes =
        ConfigCheck.between(
            "token_bytes",
            ConfigCheck.or(tokenBytes, new DataSize(4096)),
            new DataSize(512),
            DataSize.ofKiB(16));
  }

  record Listener(HostPort probes) {
    Listener {
      probes = ConfigCheck.or(probes, HostPort.parse("127.0.0.1:9080"));
    }
  }

  record Issuer(URI issuer, Jwks jwks, Duration leeway, Boolean required) {
    Issuer {
      leeway =
          ConfigCheck.between(
              "leeway",
              ConfigCheck.or(leeway, Duration.ofSeconds(5)),
              Duration.ZERO,
              Duration.ofSeconds(30));
      required = ConfigCheck.or(required, true);
    }
  }

  record Jwks(@Nullable URI uri, @Nullable Path file) {
    Jwks {
      ConfigCheck.that((uri == null) != (file == null), "uri", "give either uri or file");
    }
  }

  enum OnStale {
    UNAVAILABLE,
    UNAUTHORIZED,
    @JsonProperty("let-pass")
    LET_PASS
  }

  record Policy(
      List<String> requireScopes, Duration maxStaleness, OnStale onStale, Integer weight) {
    Policy {
      requireScopes = ConfigCheck.or(requireScopes, List.of());
      maxStaleness =
          ConfigCheck.between(
              "max_staleness",
              ConfigCheck.or(maxStaleness, Duration.ofMinutes(1)),
              Duration.ofSeconds(2),
              Duration.ofHours(24));
      onStale = ConfigCheck.or(onStale, OnStale.UNAVAILABLE);
      weight = ConfigCheck.between("weight", ConfigCheck.or(weight, 1), 1, 10);
    }
  }
}
