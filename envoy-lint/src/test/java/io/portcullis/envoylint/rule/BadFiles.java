package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.EnvoyYaml;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** For every rule at least one way to break it, each an edit of the repository's own file. */
final class BadFiles {
  private static final String FILTERS = "          http_filters:\n";
  private static final String ROUTER = "          - name: envoy.filters.http.router\n";
  private static final String CLEAN_ROUTE = "context_extensions: {policy: catalog}";
  private static final String EXT_AUTHZ = "          - name: envoy.filters.http.ext_authz\n";
  private static final String TYPE =
      "\"@type\": type.googleapis.com/envoy.extensions.filters.http.";

  private BadFiles() {}

  /**
   * @param what is wrong
   * @param rule that has to find it, and no other
   */
  record BadFile(String rule, String what, UnaryOperator<EnvoyYaml> edit) {
    String text() {
      return edit.apply(EnvoyYaml.clean()).text();
    }

    @Override
    public String toString() {
      return rule + ": " + what;
    }
  }

  static List<BadFile> all() {
    return Stream.of(absent(), filter(), headers(), manager(), routes())
        .flatMap(List::stream)
        .toList();
  }

  private static List<BadFile> absent() {
    return List.of(
        bad("no-ext-authz", "no filter", yaml -> new EnvoyYaml(withoutExtAuthz(yaml.text()))),
        bad("unguarded-connection-manager", "a second listener", BadFiles::withOpenListener),
        before(
            FILTERS,
            "unguarded-upgrade",
            "own filters",
            "          upgrade_configs: [{upgrade_type: websocket, filters: [{name: router, typed_config: {"
                + TYPE
                + "router.v3.Router}}]}]\n"),
        after(EXT_AUTHZ, "ext-authz-disabled", "disabled", "            disabled: true\n"),
        bad("ext-authz-conditional", "in a matcher", BadFiles::withMatcher),
        filter("ext-authz-sampled", "filter_enabled: {default_value: {numerator: 50}}"),
        filter(
            "ext-authz-sampled",
            "filter_enabled_metadata: {filter: a, path: [{key: b}], value: {present_match: true}}"),
        before(
            ROUTER,
            "ext-authz-elsewhere",
            "fetched",
            """
                      - name: envoy.filters.http.ext_authz
                        config_discovery:
                          config_source: {path_config_source: {path: /dev/null}}
                          type_urls: [type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz]
            """));
  }

  private static List<BadFile> filter() {
    return List.of(
        swap("failure-mode-allow", "failure_mode_allow: false", "failure_mode_allow: true"),
        swap("failure-mode-allow", "failure_mode_allow: false", "failureModeAllow: yes"),
        filter("failure-mode-header", "failure_mode_allow_header_add: true"),
        filter("shadow-mode", "shadow_mode: true"),
        swap("api-version", "transport_api_version: V3", "transport_api_version: AUTO"),
        gone("api-version", "transport_api_version: V3"),
        swap(
            "grpc-service",
            "grpc_service: {envoy_grpc: {cluster_name: portcullis_authz}, timeout: 0.25s}",
            "http_service: {server_uri: {uri: http://a, cluster: portcullis_authz, timeout: 0.25s}}"),
        gone("status-on-error", "status_on_error:"),
        swap("status-on-error", "{code: ServiceUnavailable}", "{code: Forbidden}"),
        filter("request-body", "with_request_body: {max_request_bytes: 1024}"),
        swap(
            "request-body",
            CLEAN_ROUTE,
            CLEAN_ROUTE + ", with_request_body: {max_request_bytes: 1024}"),
        gone("raw-headers", "encode_raw_headers: true"),
        swap("validate-mutations", "validate_mutations: true", "validate_mutations: false"),
        swap("clear-route-cache", "clear_route_cache: false", "clear_route_cache: true"),
        swap("grpc-timeout", ", timeout: 0.25s}", "}"),
        swap("grpc-timeout", "timeout: 0.25s", "timeout: 1.001s"),
        swap("grpc-timeout", "timeout: 0.25s", "timeout: 0s"),
        swap("authz-retry", "timeout: 0.25s", "timeout: 0.25s, retry_policy: {num_retries: 2}"),
        swap(
            "authz-retry",
            "cluster_name: portcullis_authz}",
            "cluster_name: portcullis_authz, retry_policy: {num_retries: 2}}"),
        filter("metadata-context", "metadata_context_namespaces: [envoy.filters.http.jwt_authn]"),
        swap(
            "authz-plaintext",
            "socket_address: {address: 127.0.0.1, port_value: 9191}",
            "socket_address: {address: 10.0.0.9, port_value: 9191}"),
        swap(
            "authz-plaintext",
            "envoy_grpc: {cluster_name: portcullis_authz}",
            "google_grpc: {target_uri: \"dns:///authz.example:9191\", stat_prefix: authz}"));
  }

  private static List<BadFile> headers() {
    return List.of(
        gone("credential-hidden", "- exact: authorization"),
        swap("credential-hidden", "- exact: authorization", "- exact: Authorization"),
        filter("credential-hidden", "disallowed_headers: {patterns: [{prefix: auth}]}"),
        gone("request-id-hidden", "- exact: x-request-id"),
        gone("owned-prefix-not-stripped", "remove_on_match:"),
        swap("owned-prefix-not-stripped", "{prefix: x-auth-}", "{prefix: x-auth-internal-}"),
        gone("owned-header-not-stripped", "- remove: x-scopes"),
        before(
            "            virtual_hosts:\n",
            "owned-header-rewritten",
            "added by the table",
            "            request_headers_to_add: [{header: {key: X-User-Id, value: \"%REQ(from)%\"}}]\n"),
        swap(
            "owned-header-rewritten",
            "- name: catalog\n",
            "- name: catalog\n                request_headers_to_remove: [x-tenant-id]\n"),
        before(
            ROUTER,
            "owned-header-rewritten",
            "by a filter",
            """
                      - name: envoy.filters.http.header_mutation
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
                          mutations: {request_mutations: [{remove: x-auth-level}]}
            """),
        bad(
            "mutation-rules-missing",
            "no rules",
            yaml ->
                yaml.without("decoder_header_mutation_rules:")
                    .without("disallow_all: true")
                    .without("allow_expression:")),
        gone("mutation-rules-too-wide", "disallow_all: true"),
        swap("mutation-rules-too-wide", "|x-auth-.*\"", "|x-auth-.*|x-.*\""),
        swap("mutation-rules-too-wide", "regex: \"x-user-id|", "regex: \"host|x-user-id|"),
        gone("mutation-rules-too-narrow", "allow_expression:"),
        swap("mutation-rules-too-narrow", "regex: \"x-user-id|", "regex: \""),
        swap("mutation-rules-too-narrow", "x-auth-.*\"", "x-auth-level\""),
        gone("underscore-headers", "headers_with_underscores_action: REJECT_REQUEST"),
        swap(
            "underscore-headers",
            "headers_with_underscores_action: REJECT_REQUEST",
            "headers_with_underscores_action: ALLOW"),
        manager("client-cert-forwarded", "forward_client_cert_details: ALWAYS_FORWARD_ONLY"),
        manager("client-cert-forwarded", "forward_client_cert_details: APPEND_FORWARD"),
        tls(""),
        tls("validation_context: {}"),
        tls(
            "validation_context: {verify_certificate_spki: [NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A=]}"),
        tls("validation_context: {trust_chain_verification: ACCEPT_UNTRUSTED}"),
        tls(
            "combined_validation_context: {default_validation_context: {trust_chain_verification: ACCEPT_UNTRUSTED}, "
                + "validation_context_sds_secret_config: {name: ca, sds_config: {path_config_source: {path: /dev/null}}}}"),
        swap("credential-logged", "%REQ(X-REQUEST-ID)%", "%REQ(Authorization)%"),
        swap("credential-logged", "%REQ(X-REQUEST-ID)%", "%REQ(X-A?COOKIE):20%"));
  }

  private static List<BadFile> manager() {
    return List.of(
        gone("normalize-path", "normalize_path: true"),
        gone("merge-slashes", "merge_slashes: true"),
        gone("escaped-slashes", "path_with_escaped_slashes_action:"),
        swap(
            "escaped-slashes",
            "path_with_escaped_slashes_action: REJECT_REQUEST",
            "path_with_escaped_slashes_action: UNESCAPE_AND_FORWARD"),
        gone("remote-address", "use_remote_address: true"),
        manager(
            "internal-addresses",
            "internal_address_config: {cidr_ranges: [{address_prefix: 0.0.0.0, prefix_len: 0}]}"),
        manager("external-request-id", "preserve_external_request_id: true"),
        after(
            FILTERS,
            "cache-before-ext-authz",
            "cache first",
            """
                      - name: envoy.filters.http.cache
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.cache.v3.CacheConfig
                          typed_config: {"@type": type.googleapis.com/envoy.extensions.http.cache.simple_http_cache.v3.SimpleHttpCacheConfig}
            """),
        after(
            FILTERS,
            "filter-before-ext-authz",
            "rbac first",
            """
                      - name: envoy.filters.http.rbac
                        typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC}
            """),
        before(
            ROUTER,
            "route-changed-after-ext-authz",
            "jwt_authn behind",
            """
                      - name: envoy.filters.http.jwt_authn
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication
                          providers: {a: {issuer: a, remote_jwks: {http_uri: {uri: http://a/, cluster: upstream, timeout: 1s}}, clear_route_cache: true}}
            """));
  }

  private static List<BadFile> routes() {
    return List.of(
        swap("route-without-ext-authz", "check_settings: {" + CLEAN_ROUTE + "}", "disabled: true"),
        bad(
            "route-without-ext-authz",
            "by FilterConfig",
            yaml ->
                yaml.with(
                    TYPE
                        + "ext_authz.v3.ExtAuthzPerRoute\n                    check_settings: {"
                        + CLEAN_ROUTE
                        + "}",
                    "\"@type\": type.googleapis.com/envoy.config.route.v3.FilterConfig\n"
                        + "                    disabled: true")),
        swap("route-without-policy", CLEAN_ROUTE, "context_extensions: {tenant: a}"),
        swap("policy-unknown", CLEAN_ROUTE, "context_extensions: {policy: catalogue}"),
        swap(
            "route-asks-another",
            CLEAN_ROUTE,
            CLEAN_ROUTE + ", grpc_service: {envoy_grpc: {cluster_name: upstream}}"));
  }

  private static BadFile bad(String rule, String what, UnaryOperator<EnvoyYaml> edit) {
    return new BadFile(rule, what, edit);
  }

  private static BadFile swap(String rule, String written, String instead) {
    return bad(rule, instead, yaml -> yaml.with(written, instead));
  }

  private static BadFile gone(String rule, String line) {
    return bad(rule, "no " + line, yaml -> yaml.without(line));
  }

  private static BadFile before(String place, String rule, String what, String added) {
    return bad(rule, what, yaml -> yaml.with(place, added + place));
  }

  private static BadFile after(String place, String rule, String what, String added) {
    return bad(rule, what, yaml -> yaml.with(place, place + added));
  }

  private static BadFile filter(String rule, String field) {
    return after(
        "              transport_api_version: V3\n", rule, field, "              " + field + "\n");
  }

  private static BadFile manager(String rule, String field) {
    return after("          stat_prefix: api\n", rule, field, "          " + field + "\n");
  }

  private static BadFile tls(String validation) {
    return bad(
        "client-cert-unverified",
        validation.isEmpty() ? "no validation" : validation,
        _ -> withTls(validation));
  }

  /** A listener that asks for a certificate. */
  static EnvoyYaml withTls(String validation) {
    return EnvoyYaml.clean()
        .with(
            "    - filters:\n",
            """
                - transport_socket:
                    name: envoy.transport_sockets.tls
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                      require_client_certificate: true
                      common_tls_context:
                        tls_certificate_sds_secret_configs: [{name: own, sds_config: {path_config_source: {path: /dev/null}}}]
                        %s
                  filters:
            """
                .formatted(validation));
  }

  private static String withoutExtAuthz(String text) {
    int begin = text.indexOf(EXT_AUTHZ);
    int end = text.indexOf(ROUTER);
    return (text.substring(0, begin) + text.substring(end))
        .replaceAll("(?m)^ *typed_per_filter_config:\n.*\n.*\n.*\n", "");
  }

  private static EnvoyYaml withOpenListener(EnvoyYaml yaml) {
    return yaml.with(
        "  listeners:\n",
        """
          listeners:
          - name: open
            address: {socket_address: {address: 127.0.0.1, port_value: 8084}}
            filter_chains:
            - filters:
              - name: envoy.filters.network.http_connection_manager
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                  stat_prefix: open
                  http_filters:
                  - name: router
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                  route_config:
                    virtual_hosts: [{name: a, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: upstream}}]}]
        """);
  }

  private static EnvoyYaml withMatcher(EnvoyYaml yaml) {
    int begin = yaml.text().indexOf(EXT_AUTHZ);
    int settings = yaml.text().indexOf("            typed_config:\n", begin);
    int end = yaml.text().indexOf(ROUTER);
    String wrapped = yaml.text().substring(settings, end).indent(4).replaceFirst("\\s+$", "\n");
    String matcher =
        """
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher
                      xds_matcher:
                        matcher_tree:
                          input: {name: a, typed_config: {"@type": type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput, header_name: x-skip}}
                          exact_match_map: {map: {"1": {action: {name: skip, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.common.matcher.action.v3.SkipFilter}}}}}
                      extension_config:
                        name: envoy.filters.http.ext_authz
        """;
    return new EnvoyYaml(
        yaml.text().substring(0, settings) + matcher + wrapped + yaml.text().substring(end));
  }
}
