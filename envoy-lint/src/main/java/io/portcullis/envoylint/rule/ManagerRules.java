package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.envoy.ConnectionManager;
import io.portcullis.envoylint.envoy.HttpFilter;
import io.portcullis.envoylint.rule.Checks.Guard;
import io.portcullis.envoylint.tree.Items;
import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Scalar;
import io.portcullis.envoylint.tree.Value;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the connection manager does before and around ext_authz. */
final class ManagerRules {
  private static final Set<String> REFUSED_OR_REDIRECTED =
      Set.of("REJECT_REQUEST", "UNESCAPE_AND_REDIRECT", "2", "3");

  /** By the packages of their messages. */
  private static final List<String> ACTING_ON_IDENTITY =
      List.of(
          ".http.ext_proc.",
          ".http.golang.",
          ".http.dynamic_modules.",
          ".http.lua.",
          ".http.rate_limit_quota.",
          ".http.ratelimit.",
          ".http.rbac.",
          ".http.wasm.");

  private ManagerRules() {}

  /**
   * CVE-2021-29492, envoyproxy/envoy#6435: the route, the policy and the upstream read one path.
   */
  static void normalizePath(Mapping manager, Sink sink) {
    FilterRules.whereNotTrue(manager, "normalize_path", sink);
  }

  /** istio/istio#27409: {@code //admin} is not {@code /admin} to a route, but to many upstreams. */
  static void mergeSlashes(Mapping manager, Sink sink) {
    FilterRules.whereNotTrue(manager, "merge_slashes", sink);
  }

  /** CVE-2021-29492. */
  static void escapedSlashes(Mapping manager, Sink sink) {
    String action = manager.textOrEmpty("path_with_escaped_slashes_action");
    if (!REFUSED_OR_REDIRECTED.contains(action)) {
      sink.at(
          manager.findOrSelf("path_with_escaped_slashes_action"),
          "path_with_escaped_slashes_action is " + (action.isEmpty() ? "not given" : action));
    }
  }

  /** CVE-2023-27487, CVE-2024-45806: x-envoy-* and x-forwarded-* of the client are believed. */
  static void useRemoteAddress(Mapping manager, Sink sink) {
    if (manager.items("original_ip_detection_extensions").isEmpty()) {
      FilterRules.whereNotTrue(manager, "use_remote_address", sink);
    }
  }

  /** CVE-2024-45806: whoever is internal may send x-envoy-* headers. */
  static void internalAddresses(Mapping manager, Sink sink) {
    manager.message("internal_address_config").stream()
        .flatMap(internal -> internal.messages("cidr_ranges").stream())
        .filter(range -> !range.has("prefix_len") || range.textOrEmpty("prefix_len").equals("0"))
        .forEach(range -> sink.at(range, "every address is an internal one"));
  }

  /** Envoy's API: the client then chooses under which id it is found in the logs. */
  static void externalRequestId(Mapping manager, Sink sink) {
    if (manager.isTrue("preserve_external_request_id")) {
      sink.at(
          manager.findOrSelf("preserve_external_request_id"),
          "preserve_external_request_id is true");
    }
  }

  /** Envoy's API: a cached answer is given to whoever asks next. */
  static void cacheBefore(Guard guard, Expectations expectations, Sink sink) {
    before(guard)
        .filter(filter ->
            filter.typed().type().contains(".http.cache.")
                || filter.typed().type().contains(".http.cache_v2."))
        .forEach(filter -> sink.at(filter.entry(), filter.name() + " answers before ext_authz"));
  }

  /** istio/istio#51173, kgateway-dev/kgateway#3526: they act on what nobody has judged. */
  static void filterBefore(Guard guard, Expectations expectations, Sink sink) {
    before(guard)
        .filter(filter -> ACTING_ON_IDENTITY.stream().anyMatch(filter.typed().type()::contains))
        .forEach(filter -> sink.at(filter.entry(), filter.name() + " stands before ext_authz"));
  }

  private static Stream<HttpFilter> before(Guard guard) {
    return guard.manager().before(guard.filter()).stream();
  }

  /** Envoy's API: the policy was that of the route before. */
  static void routeChangedAfter(Guard guard, Expectations expectations, Sink sink) {
    guard.manager().after(guard.filter()).forEach(filter -> routeChange(filter.config(), sink));
  }

  /** The switch may be deeper in a filter's settings, as in the providers of jwt_authn. */
  private static void routeChange(Value value, Sink sink) {
    switch (value) {
      case Mapping mapping -> {
        if (mapping.isTrue("clear_route_cache")
            || mapping.textOrEmpty("route_cache_action").equals("CLEAR")) {
          sink.at(mapping, "clears the route after ext_authz");
        }
        mapping.entries().values().forEach(inner -> routeChange(inner, sink));
      }
      case Items items -> items.items().forEach(inner -> routeChange(inner, sink));
      case Scalar _ -> {}
    }
  }

  /** Envoy's API: an upgrade's own filters take the place of all others. */
  static void upgradeUnguarded(ConnectionManager manager, Expectations expectations, Sink sink) {
    for (Mapping upgrade : manager.config().messages("upgrade_configs")) {
      List<HttpFilter> filters = HttpFilter.all(upgrade.messages("filters"));
      if (!filters.isEmpty() && filters.stream().noneMatch(HttpFilter::isExtAuthz)) {
        sink.at(
            upgrade,
            "the filters of upgrade " + upgrade.textOrEmpty("upgrade_type") + " lack ext_authz");
      }
    }
  }
}
