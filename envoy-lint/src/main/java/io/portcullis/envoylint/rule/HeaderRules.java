package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.envoy.ConnectionManager;
import io.portcullis.envoylint.envoy.HttpFilter;
import io.portcullis.envoylint.envoy.NamePattern;
import io.portcullis.envoylint.envoy.RouteTable;
import io.portcullis.envoylint.envoy.StringMatch;
import io.portcullis.envoylint.envoy.Typed;
import io.portcullis.envoylint.rule.Checks.Guard;
import io.portcullis.envoylint.tree.Items;
import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Scalar;
import io.portcullis.envoylint.tree.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of the headers that only the ext-authz-server may set. */
final class HeaderRules {
  /** What no authorizer of ours sets; each stands for a way to change the request's meaning. */
  private static final List<String> FOREIGN =
      List.of(
          "authorization",
          "cookie",
          "host",
          ":authority",
          ":path",
          ":method",
          "content-length",
          "x-forwarded-for",
          "x-forwarded-client-cert",
          "x-envoy-original-path",
          "x-request-id",
          "x-other");

  private HeaderRules() {}

  /** Caddy CVE-2026-30851, envoyproxy/envoy#12984: only what is listed may be written. */
  static void mutationRulesTooWide(Guard guard, Expectations expectations, Sink sink) {
    guard
        .config()
        .message("decoder_header_mutation_rules")
        .ifPresent(rules -> {
          if (!rules.isTrue("disallow_all")) {
            sink.at(rules, "disallow_all is not set");
          }
          foreign(rules, expectations)
              .ifPresent(name ->
                  sink.at(rules.findOrSelf("allow_expression"), "allow_expression takes " + name));
        });
  }

  private static Optional<String> foreign(Mapping rules, Expectations expectations) {
    return pattern(rules)
        .flatMap(pattern ->
            FOREIGN.stream()
                .filter(name -> !expectations.owns(name) && pattern.matches(name))
                .findFirst());
  }

  /** The server overwrites or removes every owned header; what is disallowed stays the client's. */
  static void mutationRulesTooNarrow(Guard guard, Expectations expectations, Sink sink) {
    guard
        .config()
        .message("decoder_header_mutation_rules")
        .ifPresent(rules -> {
          Optional<NamePattern> pattern = pattern(rules);
          owned(expectations)
              .filter(name -> !pattern.map(known -> known.matches(name)).orElse(false))
              .findFirst()
              .ifPresent(name ->
                  sink.at(
                      rules.findOrSelf("allow_expression"),
                      "allow_expression does not take " + name));
        });
  }

  private static Optional<NamePattern> pattern(Mapping rules) {
    return rules
        .message("allow_expression")
        .flatMap(expression -> NamePattern.of(expression.textOrEmpty("regex")));
  }

  private static Stream<String> owned(Expectations expectations) {
    return Stream.concat(
        expectations.headers().stream().sorted(), expectations.prefixed().stream());
  }

  /** envoyproxy/envoy#12984: the server cannot remove a name that it is not shown. */
  static void prefixNotStripped(Guard guard, Expectations expectations, Sink sink) {
    boolean shown =
        expectations.prefixed().stream().allMatch(name -> FilterRules.shows(guard.config(), name));
    boolean stripped =
        expectations.prefixed().stream()
            .allMatch(name -> strips(guard.manager(), guard.filter(), name));
    if (!shown && !stripped) {
      sink.at(
          guard.manager().config().findOrSelf("early_header_mutation_extensions"),
          "headers under "
              + expectations.prefix()
              + " are neither removed early nor shown to ext_authz");
    }
  }

  /** Caddy CVE-2026-30851: routes and filters before ext_authz still see what the client sent. */
  static void headerNotStripped(Guard guard, Expectations expectations, Sink sink) {
    for (String name : expectations.headers().stream().sorted().toList()) {
      if (!strips(guard.manager(), guard.filter(), name)) {
        sink.at(
            guard.manager().config().findOrSelf("early_header_mutation_extensions"),
            name + " is not removed early");
      }
    }
  }

  private static boolean strips(ConnectionManager manager, HttpFilter guard, String name) {
    Stream<Mapping> early =
        manager.config().messages("early_header_mutation_extensions").stream()
            .flatMap(extension -> extension.message("typed_config").stream())
            .map(Typed::of)
            .filter(typed -> typed.is("HeaderMutation"))
            .flatMap(typed -> typed.config().messages("mutations").stream());
    Stream<Mapping> before =
        manager.before(guard).stream()
            .filter(filter -> filter.typed().is("HeaderMutation"))
            .flatMap(filter -> filter.config().message("mutations").stream())
            .flatMap(mutations -> mutations.messages("request_mutations").stream());
    return Stream.concat(early, before).anyMatch(mutation -> removes(mutation, name));
  }

  private static boolean removes(Mapping mutation, String name) {
    return mutation.textOrEmpty("remove").toLowerCase(Locale.ROOT).equals(name)
        || mutation
            .message("remove_on_match", "key_matcher")
            .map(matcher -> StringMatch.matches(matcher, name))
            .orElse(false);
  }

  /** Traefik GHSA-5m6w-wvh7-57vm, envoyproxy/envoy#22537: x_user_id is x-user-id to some. */
  static void underscores(Mapping manager, Sink sink) {
    Optional<Mapping> options = manager.message("common_http_protocol_options");
    String action =
        options.map(given -> given.textOrEmpty("headers_with_underscores_action")).orElse("");
    if (!action.equals("REJECT_REQUEST") && !action.equals("1")) {
      Mapping at = options.orElse(manager);
      sink.at(
          at.findOrSelf("headers_with_underscores_action"),
          "headers_with_underscores_action is " + (action.isEmpty() ? "not given" : action));
    }
  }

  /** Envoy's routing API: routes change headers after ext_authz has spoken. */
  static void ownedHeaderRewritten(RouteTable table, Expectations expectations, Sink sink) {
    changes(table)
        .filter(written -> expectations.owns(name(written)))
        .forEach(written -> sink.at(written, "changes " + name(written) + " after ext_authz"));
  }

  private static Stream<Scalar> changes(RouteTable table) {
    return Stream.concat(
            Stream.of(table.config()),
            table.lines().stream().flatMap(line -> line.levels().stream().skip(1)))
        .distinct()
        .flatMap(level ->
            Stream.concat(
                level.messages("request_headers_to_add").stream()
                    .flatMap(option -> option.message("header").stream())
                    .flatMap(header -> header.scalar("key").stream()),
                level.items("request_headers_to_remove").stream()
                    .filter(Scalar.class::isInstance)
                    .map(Scalar.class::cast)));
  }

  private static String name(Scalar written) {
    return written.text().toLowerCase(Locale.ROOT);
  }

  /** As above, by a header mutation filter behind ext_authz. */
  static void ownedHeaderMutated(Guard guard, Expectations expectations, Sink sink) {
    guard.manager().after(guard.filter()).stream()
        .filter(filter -> filter.typed().is("HeaderMutation"))
        .flatMap(filter -> filter.config().message("mutations").stream())
        .flatMap(mutations -> mutations.messages("request_mutations").stream())
        .forEach(mutation ->
            target(mutation)
                .filter(written -> expectations.owns(name(written)))
                .ifPresent(
                    written -> sink.at(written, "changes " + name(written) + " after ext_authz")));
  }

  private static Optional<Scalar> target(Mapping mutation) {
    return mutation
        .scalar("remove")
        .or(() -> mutation.message("append", "header").flatMap(header -> header.scalar("key")));
  }

  /** RFC 6750, section 5.3: the access log is read by more people than may use a credential. */
  static void credentialLogged(Mapping manager, Sink sink) {
    manager.items("access_log").forEach(log -> searchLog(log, sink));
  }

  private static void searchLog(Value value, Sink sink) {
    switch (value) {
      case Mapping mapping -> mapping.entries().values().forEach(inner -> searchLog(inner, sink));
      case Items items -> items.items().forEach(inner -> searchLog(inner, sink));
      case Scalar scalar ->
          CredentialInLog.find(scalar.text())
              .ifPresent(name -> sink.at(scalar, "the access log shows " + name));
    }
  }
}
