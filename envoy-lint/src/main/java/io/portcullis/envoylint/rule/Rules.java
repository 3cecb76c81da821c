package io.portcullis.envoylint.rule;

import static io.portcullis.envoylint.rule.Checks.authorizerClusters;
import static io.portcullis.envoylint.rule.Checks.guardSettings;
import static io.portcullis.envoylint.rule.Checks.guards;
import static io.portcullis.envoylint.rule.Checks.managerSettings;
import static io.portcullis.envoylint.rule.Checks.managers;
import static io.portcullis.envoylint.rule.Checks.routes;
import static io.portcullis.envoylint.rule.Checks.tables;
import static io.portcullis.envoylint.rule.Severity.ERROR;
import static io.portcullis.envoylint.rule.Severity.WARNING;

import io.portcullis.envoylint.envoy.Configuration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All rules, in the order in which docs/envoy-lint.md lists them. */
public final class Rules {
  private static final List<Rule> ABSENT =
      List.of(
          new Rule(
              "no-ext-authz",
              ERROR,
              "Nothing in this file asks an authorizer, so every request passes.",
              "the ext_authz filter as in envoy/envoy.yaml, or call the lint with --allow-none",
              "the server's interface",
              FileRules::noExtAuthz),
          new Rule(
              "unguarded-connection-manager",
              ERROR,
              "Who reaches this listener reaches the upstream without being asked who they are.",
              "the same ext_authz filter in every connection manager that forwards",
              "Envoy API",
              FileRules::unguardedManager),
          new Rule(
              "unguarded-upgrade",
              ERROR,
              "Requests of this upgrade pass these filters instead of http_filters, and no one is asked.",
              "ext_authz first in the upgrade's own filters, or no filters there",
              "Envoy API",
              managers(ManagerRules::upgradeUnguarded)),
          new Rule(
              "ext-authz-disabled",
              ERROR,
              "ext_authz runs only on routes that turn it on; a route that is forgotten is open.",
              "no disabled on the filter",
              "Envoy API",
              guards(FilterRules::filterDisabled)),
          new Rule(
              "ext-authz-conditional",
              WARNING,
              "Requests that the matcher skips pass without a question.",
              "ext_authz without ExtensionWithMatcher, and an anonymous policy for what is public",
              "Envoy API",
              guards(FilterRules::filterMatched)),
          new Rule(
              "ext-authz-sampled",
              ERROR,
              "Requests for which the filter is switched off pass without a question.",
              "no filter_enabled and no filter_enabled_metadata, or deny_at_disable: {default_value: true}",
              "Envoy API",
              guardSettings(FilterRules::filterEnabled)),
          new Rule(
              "ext-authz-elsewhere",
              WARNING,
              "The settings of ext_authz are not in this file, so nothing is known of them.",
              "the settings in typed_config, or lint the configuration dump of a running Envoy",
              "Envoy API",
              FileRules::filterElsewhere));

  private static final List<Rule> FILTER =
      List.of(
          new Rule(
              "failure-mode-allow",
              ERROR,
              "Every request passes while the authorizer cannot be reached or its answer cannot be read.",
              "failure_mode_allow: false",
              "CVE-2024-23324, envoyproxy/envoy#34705",
              guardSettings(FilterRules::failureModeAllow)),
          new Rule(
              "failure-mode-header",
              WARNING,
              "Upstreams learn from a header that nobody has judged the request, and serve it.",
              "no failure_mode_allow_header_add",
              "Envoy API",
              guardSettings(FilterRules::failureModeHeader)),
          new Rule(
              "shadow-mode",
              ERROR,
              "Denials are only counted, every request passes.",
              "no shadow_mode once the roll-out is done",
              "envoyproxy/envoy#44481",
              guardSettings(FilterRules::shadowMode)),
          new Rule(
              "api-version",
              ERROR,
              "Envoy asks by a version of the protocol that the server does not speak, and every call fails.",
              "transport_api_version: V3",
              "Envoy API",
              guardSettings(FilterRules::apiVersion)),
          new Rule(
              "grpc-service",
              ERROR,
              "The server speaks gRPC alone, and by HTTP the context_extensions with the policy are not sent.",
              "grpc_service: {envoy_grpc: {cluster_name: portcullis_authz}, timeout: 0.25s}",
              "Envoy API",
              guardSettings(FilterRules::httpService)),
          new Rule(
              "status-on-error",
              WARNING,
              "While the authorizer is away clients are told that they are forbidden, and do not come back.",
              "status_on_error: {code: ServiceUnavailable}",
              "envoyproxy/envoy#34951",
              guardSettings(FilterRules::statusOnError)),
          new Rule(
              "request-body",
              WARNING,
              "Bodies are held back and refused when they are long, for a decision that never reads them.",
              "no with_request_body",
              "envoyproxy/envoy#13260",
              (file, expectations, sink) -> {
                guardSettings(FilterRules::requestBody).look(file, expectations, sink);
                routes(RouteRules::requestBody).look(file, expectations, sink);
              }),
          new Rule(
              "raw-headers",
              ERROR,
              "Two headers of one name reach the authorizer as one, so the upstream may read another than was judged.",
              "encode_raw_headers: true",
              "CVE-2021-32777, CVE-2026-26308",
              guardSettings(FilterRules::rawHeaders)),
          new Rule(
              "validate-mutations",
              ERROR,
              "A malformed header in an answer reaches the upstream as it is.",
              "validate_mutations: true",
              "Envoy API",
              guardSettings(FilterRules::validateMutations)),
          new Rule(
              "clear-route-cache",
              ERROR,
              "After the yes another route may be taken than the one whose policy said yes.",
              "clear_route_cache: false",
              "Envoy API",
              guardSettings(FilterRules::clearRouteCache)),
          new Rule(
              "grpc-timeout",
              WARNING,
              "Without a time-out of its own a call gets 200 ms, with a long one requests pile up behind a slow authorizer.",
              "timeout: 0.25s in grpc_service",
              "envoyproxy/envoy#33108",
              guardSettings(FilterRules::timeout)),
          new Rule(
              "authz-retry",
              WARNING,
              "Retries multiply the calls to an authorizer that is already short of time.",
              "no retry_policy in grpc_service",
              "envoyproxy/envoy#5974",
              guardSettings(FilterRules::retry)),
          new Rule(
              "metadata-context",
              WARNING,
              "What other filters wrote there looks like a fact to whoever reads it; the server does not.",
              "no metadata_context_namespaces",
              "Envoy API",
              guardSettings(FilterRules::metadataContext)),
          new Rule(
              "authz-plaintext",
              ERROR,
              "Who sits between Envoy and the authorizer reads every token and can say yes to anything.",
              "a Unix socket, a loopback address, or a transport_socket with TLS",
              "RFC 8446",
              (file, expectations, sink) -> {
                authorizerClusters(ClusterRules::plaintext).look(file, expectations, sink);
                guardSettings(FilterRules::googleGrpc).look(file, expectations, sink);
              }));

  private static final List<Rule> HEADERS =
      List.of(
          new Rule(
              "credential-hidden",
              ERROR,
              "The server is not shown the header with the credential, and denies whoever uses it.",
              "the header in allowed_headers, in lower case, and not in disallowed_headers",
              "Envoy API",
              guards(FilterRules::credentialHidden)),
          new Rule(
              "request-id-hidden",
              WARNING,
              "A denial's request_id cannot be found in the access log.",
              "exact: x-request-id in allowed_headers",
              "RFC 9457",
              guards(FilterRules::requestIdHidden)),
          new Rule(
              "owned-prefix-not-stripped",
              ERROR,
              "A client's own header under the prefix reaches the upstream, because the server cannot remove what it is not shown.",
              "remove_on_match: {key_matcher: {prefix: PREFIX}} in early_header_mutation_extensions",
              "envoyproxy/envoy#12984, CVE-2026-30851",
              guards(HeaderRules::prefixNotStripped)),
          new Rule(
              "owned-header-not-stripped",
              WARNING,
              "Filters, logs and routes that act before or without ext_authz see an identity which the client chose.",
              "remove: NAME in early_header_mutation_extensions",
              "CVE-2026-30851",
              guards(HeaderRules::headerNotStripped)),
          new Rule(
              "owned-header-rewritten",
              ERROR,
              "The upstream sees another identity than the one that was proved, or none.",
              "no change of owned headers behind ext_authz",
              "Envoy API",
              (file, expectations, sink) -> {
                tables(HeaderRules::ownedHeaderRewritten).look(file, expectations, sink);
                guards(HeaderRules::ownedHeaderMutated).look(file, expectations, sink);
              }),
          new Rule(
              "mutation-rules-missing",
              ERROR,
              "An answer may change any header of the request, such as host or x-envoy-*.",
              "decoder_header_mutation_rules: {disallow_all: true, allow_expression: {regex: OWNED}}",
              "envoyproxy/envoy#12984",
              guardSettings(FilterRules::mutationRulesMissing)),
          new Rule(
              "mutation-rules-too-wide",
              ERROR,
              "An answer may change headers that are none of the server's.",
              "disallow_all: true, and an allow_expression of the owned headers alone",
              "Envoy API",
              guards(HeaderRules::mutationRulesTooWide)),
          new Rule(
              "mutation-rules-too-narrow",
              ERROR,
              "The server's change of an owned header is dropped in silence, and the client's value stays.",
              "an allow_expression that takes every owned header",
              "CVE-2026-30851",
              guards(HeaderRules::mutationRulesTooNarrow)),
          new Rule(
              "underscore-headers",
              ERROR,
              "x_user_id passes every list, and servers that take _ for - read it as x-user-id.",
              "common_http_protocol_options: {headers_with_underscores_action: REJECT_REQUEST}",
              "GHSA-5m6w-wvh7-57vm, envoyproxy/envoy#22537",
              managerSettings(HeaderRules::underscores)),
          new Rule(
              "client-cert-forwarded",
              ERROR,
              "A client's own x-forwarded-client-cert is taken for the proof of a certificate.",
              "forward_client_cert_details: SANITIZE or SANITIZE_SET; FORWARD_ONLY or APPEND_FORWARD only for the server's mtls.trusted_hops",
              "Envoy API",
              managers(CertificateRules::forwarded)),
          new Rule(
              "client-cert-unverified",
              ERROR,
              "A SPIFFE id in a certificate of the client's own making passes for a proved one, or no certificate is asked for and mtls knows nobody.",
              "trusted_ca in the listener's validation_context, or a validation context from SDS, and no ACCEPT_UNTRUSTED",
              "Envoy API",
              managers(CertificateRules::unverified)),
          new Rule(
              "credential-logged",
              ERROR,
              "Who can read the access log can use the credentials in it.",
              "an access log without the headers that hold credentials",
              "RFC 6750 section 5.3",
              managerSettings(HeaderRules::credentialLogged)));

  private static final List<Rule> MANAGER =
      List.of(
          new Rule(
              "normalize-path",
              ERROR,
              "/public/../admin takes the route and the policy of /public, and the upstream serves /admin.",
              "normalize_path: true",
              "CVE-2021-29492",
              managerSettings(ManagerRules::normalizePath)),
          new Rule(
              "merge-slashes",
              ERROR,
              "//admin misses the route of /admin, and the upstream serves it all the same.",
              "merge_slashes: true",
              "istio/istio#27409",
              managerSettings(ManagerRules::mergeSlashes)),
          new Rule(
              "escaped-slashes",
              ERROR,
              "/public%2f..%2fadmin is one segment to Envoy and a way out of /public to the upstream.",
              "path_with_escaped_slashes_action: REJECT_REQUEST",
              "CVE-2021-29492",
              managerSettings(ManagerRules::escapedSlashes)),
          new Rule(
              "remote-address",
              ERROR,
              "A client's own x-forwarded-for and x-envoy-* headers are believed.",
              "use_remote_address: true, with xff_num_trusted_hops for the proxies in front",
              "CVE-2023-27487, CVE-2024-45806",
              managerSettings(ManagerRules::useRemoteAddress)),
          new Rule(
              "internal-addresses",
              ERROR,
              "Every client counts as internal, and its x-envoy-* headers are believed.",
              "internal_address_config with the mesh's own ranges alone",
              "CVE-2024-45806",
              managerSettings(ManagerRules::internalAddresses)),
          new Rule(
              "external-request-id",
              WARNING,
              "Clients choose the id under which their requests are found in the logs.",
              "no preserve_external_request_id",
              "Envoy API",
              managerSettings(ManagerRules::externalRequestId)),
          new Rule(
              "cache-before-ext-authz",
              ERROR,
              "An answer for one caller is given to the next without a question.",
              "the cache filter behind ext_authz",
              "Envoy API",
              guards(ManagerRules::cacheBefore)),
          new Rule(
              "filter-before-ext-authz",
              WARNING,
              "The filter acts on an identity that nobody has proved, and spends its work on junk.",
              "the filter behind ext_authz",
              "istio/istio#51173",
              guards(ManagerRules::filterBefore)),
          new Rule(
              "route-changed-after-ext-authz",
              ERROR,
              "Another route is taken than the one whose policy said yes.",
              "no clearing of the route cache behind ext_authz",
              "Envoy API",
              guards(ManagerRules::routeChangedAfter)));

  private static final List<Rule> ROUTES =
      List.of(
          new Rule(
              "route-without-ext-authz",
              ERROR,
              "Everybody passes on this route, with the identity headers they sent.",
              "check_settings: {context_extensions: {policy: NAME}} with a policy that is anonymous: true",
              "Envoy API",
              routes(RouteRules::disabled)),
          new Rule(
              "route-without-policy",
              WARNING,
              "The policy default holds here, and whoever changes it changes this route.",
              "check_settings: {context_extensions: {policy: NAME}}",
              "the server's interface",
              routes(RouteRules::policyMissing)),
          new Rule(
              "policy-unknown",
              ERROR,
              "Every request on this route is denied with 403 policy_unknown.",
              "the name of a policy that the server has",
              "the server's interface",
              routes(RouteRules::policyUnknown)),
          new Rule(
              "route-asks-another",
              WARNING,
              "This route is judged by another authorizer, which this lint knows nothing of.",
              "no grpc_service and no http_service in check_settings",
              "Envoy API",
              routes(RouteRules::otherAuthorizer)),
          new Rule(
              "envoy-version",
              WARNING,
              "This release can be crashed by requests.",
              "Envoy 1.37.5, 1.38.3 or later",
              "CVE-2026-26311, CVE-2026-47220",
              FileRules::envoyVersion));

  private Rules() {}

  /** Every rule, once. */
  public static List<Rule> all() {
    return Stream.of(ABSENT, FILTER, HEADERS, MANAGER, ROUTES).flatMap(List::stream).toList();
  }

  /** What all rules but the ignored ones find in a file, in the order of its lines. */
  public static List<Finding> findings(
      Configuration configuration, Expectations expectations, Set<String> ignored) {
    Set<Finding> findings = new LinkedHashSet<>();
    for (Rule rule : all()) {
      if (!ignored.contains(rule.id())) {
        rule.check()
            .look(
                configuration,
                expectations,
                (value, found) ->
                    findings.add(Finding.of(rule, value.place(), value.path(), found)));
      }
    }
    return findings.stream().sorted(Finding.BY_PLACE).toList();
  }
}
