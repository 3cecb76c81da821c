package io.portcullis.envoylint;

import io.portcullis.envoylint.rule.Expectations;
import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Scalar;
import io.portcullis.envoylint.tree.TreeReader;
import io.portcullis.envoylint.tree.UnreadableException;
import io.portcullis.envoylint.tree.Value;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the lint is told of the server behind the configuration. */
final class ServerOptions {
  @Option(
      names = "--server-config",
      paramLabel = "FILE",
      description =
          "the ext-authz-server's configuration: its identity, policies and mtls are taken from it (not from the environment)")
  private @Nullable Path serverConfig;

  @Option(
      names = "--owned-header",
      paramLabel = "NAME",
      split = ",",
      description =
          "a header that only the server may set, instead of those it has by default; may be repeated")
  private Set<String> headers = new LinkedHashSet<>();

  @Option(
      names = "--owned-prefix",
      paramLabel = "PREFIX",
      description = "of further such headers, instead of x-auth-")
  private @Nullable String prefix;

  @Option(
      names = "--policies",
      paramLabel = "NAME",
      split = ",",
      description = "the server's policies, if not taken from --server-config")
  private Set<String> policies = new LinkedHashSet<>();

  @Option(names = "--allow-none", description = "a file without any ext_authz filter is no finding")
  private boolean allowNone;

  Expectations expectations() throws UnreadableException {
    Mapping server = server();
    return new Expectations(
        ownedHeaders(server),
        ownedPrefix(server),
        policyNames(server),
        credentials(server),
        trustsHops(server),
        allowNone);
  }

  private Mapping server() throws UnreadableException {
    return serverConfig == null ? Mapping.empty() : TreeReader.read(serverConfig);
  }

  private Set<String> ownedHeaders(Mapping server) {
    Set<String> written =
        headers.isEmpty()
            ? server
                .message("identity", "headers")
                .map(named -> named.entries().keySet())
                .orElse(Expectations.HEADERS)
            : headers;
    return written.stream().map(ServerOptions::normal).collect(Collectors.toUnmodifiableSet());
  }

  private String ownedPrefix(Mapping server) {
    return normal(
        Optional.ofNullable(prefix)
            .or(() -> server.message("identity").flatMap(identity -> identity.text("prefix")))
            .orElse(Expectations.PREFIX));
  }

  /** As the server compares names. */
  private static String normal(String header) {
    return header.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Set<String> policyNames(Mapping server) {
    if (!policies.isEmpty() || serverConfig == null) {
      return policies;
    }
    Set<String> names = new LinkedHashSet<>(policiesOf(server).keySet());
    // The server always has this one.
    names.add("default");
    return names;
  }

  private static Set<String> credentials(Mapping server) {
    return policiesOf(server).values().stream()
        .filter(Mapping.class::isInstance)
        .flatMap(policy -> ((Mapping) policy).items("credentials").stream())
        .filter(Scalar.class::isInstance)
        .map(kind -> ((Scalar) kind).text())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean trustsHops(Mapping server) {
    return server.message("mtls").map(mtls -> !mtls.items("trusted_hops").isEmpty()).orElse(false);
  }

  private static Map<String, Value> policiesOf(Mapping server) {
    return server.message("policies").map(Mapping::entries).orElse(Map.of());
  }
}
