package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.envoy.HttpFilter;
import io.portcullis.envoylint.envoy.StringMatch;
import io.portcullis.envoylint.rule.Checks.Guard;
import io.portcullis.envoylint.tree.Mapping;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the settings of the ext_authz filter itself can do wrong. */
final class FilterRules {
  private static final BigDecimal LONGEST_TIMEOUT = BigDecimal.ONE;

  /** The enum's names at and above 500, and its numbers. */
  private static final Set<String> SERVER_ERRORS =
      Set.of(
          "InternalServerError",
          "NotImplemented",
          "BadGateway",
          "ServiceUnavailable",
          "GatewayTimeout",
          "HTTPVersionNotSupported",
          "VariantAlsoNegotiates",
          "InsufficientStorage",
          "LoopDetected",
          "NotExtended",
          "NetworkAuthenticationRequired");

  /** The numbered value of {@code V3} in {@code ApiVersion}. */
  private static final Set<String> V3 = Set.of("V3", "2");

  private FilterRules() {}

  /** envoyproxy/envoy#34705, #32476; CVE-2024-23324 made the call itself fail at will. */
  static void failureModeAllow(Mapping filter, Sink sink) {
    whereTrue(filter, "failure_mode_allow", sink);
  }

  /** Envoy's API: an upstream that heeds the header makes the decision its own. */
  static void failureModeHeader(Mapping filter, Sink sink) {
    whereTrue(filter, "failure_mode_allow_header_add", sink);
  }

  /** envoyproxy/envoy#44481: a shadow denies nothing. */
  static void shadowMode(Mapping filter, Sink sink) {
    whereTrue(filter, "shadow_mode", sink);
  }

  /** Envoy's API: the route may change after the decision. */
  static void clearRouteCache(Mapping filter, Sink sink) {
    whereTrue(filter, "clear_route_cache", sink);
  }

  private static void whereTrue(Mapping filter, String field, Sink sink) {
    if (filter.isTrue(field)) {
      sink.at(filter.findOrSelf(field), field + " is true");
    }
  }

  /** Envoy's xDS protocol: AUTO means the second version, which nobody serves any more. */
  static void apiVersion(Mapping filter, Sink sink) {
    String version = filter.textOrEmpty("transport_api_version");
    if (!V3.contains(version)) {
      sink.at(
          filter.findOrSelf("transport_api_version"),
          "transport_api_version is " + (version.isEmpty() ? "not given" : version));
    }
  }

  /** The interface of the ext-authz-server: gRPC alone. */
  static void httpService(Mapping filter, Sink sink) {
    if (!filter.has("grpc_service")) {
      boolean http = filter.has("http_service");
      sink.at(
          filter.findOrSelf("http_service"),
          http ? "http_service is used" : "no grpc_service is given");
    }
  }

  /** envoyproxy/envoy#34951: without it a broken call looks like a refusal, 403. */
  static void statusOnError(Mapping filter, Sink sink) {
    Optional<Mapping> status = filter.message("status_on_error");
    String code = status.map(given -> given.textOrEmpty("code")).orElse("");
    if (!SERVER_ERRORS.contains(code) && !code.matches("5[0-9][0-9]")) {
      sink.at(
          filter.findOrSelf("status_on_error"),
          "status_on_error is " + (code.isEmpty() ? "not given, which means 403" : code));
    }
  }

  /** envoyproxy/envoy#13260: the body is held back, cut off, or refused with 413. */
  static void requestBody(Mapping filter, Sink sink) {
    filter.find("with_request_body").ifPresent(body -> sink.at(body, "with_request_body is set"));
  }

  /** CVE-2021-32777, CVE-2026-26308, envoyproxy/envoy#30815: duplicates are joined by commas. */
  static void rawHeaders(Mapping filter, Sink sink) {
    whereNotTrue(filter, "encode_raw_headers", sink);
  }

  /** Envoy's API: what is not validated reaches the upstream as it is. */
  static void validateMutations(Mapping filter, Sink sink) {
    whereNotTrue(filter, "validate_mutations", sink);
  }

  static void whereNotTrue(Mapping message, String field, Sink sink) {
    if (!message.isTrue(field)) {
      sink.at(
          message.findOrSelf(field), field + " is " + (message.has(field) ? "false" : "not set"));
    }
  }

  /**
   * Envoy's API: a share of the requests, or those with some metadata, go by without a question.
   */
  static void filterEnabled(Mapping filter, Sink sink) {
    boolean denied =
        filter.message("deny_at_disable").map(flag -> flag.isTrue("default_value")).orElse(false);
    if (!denied) {
      filter
          .find("filter_enabled")
          .ifPresent(switched -> sink.at(switched, "filter_enabled can leave requests out"));
      filter
          .find("filter_enabled_metadata")
          .ifPresent(
              switched -> sink.at(switched, "filter_enabled_metadata can leave requests out"));
    }
  }

  /** Envoy's API: such a filter runs only where a route turns it on. */
  static void filterDisabled(Guard guard, Expectations expectations, Sink sink) {
    Mapping entry = guard.filter().entry();
    if (entry.isTrue("disabled")) {
      sink.at(entry.findOrSelf("disabled"), "the filter is off unless a route turns it on");
    }
  }

  /** Envoy's API: the matcher's SkipFilter action leaves the request unasked. */
  static void filterMatched(Guard guard, Expectations expectations, Sink sink) {
    if (guard.filter().matched()) {
      sink.at(guard.filter().entry(), "a matcher decides whether ext_authz runs");
    }
  }

  /** envoyproxy/envoy#33108: the default of 200 ms, or a time that holds requests for long. */
  static void timeout(Mapping filter, Sink sink) {
    filter
        .message("grpc_service")
        .ifPresent(service -> {
          String timeout = service.textOrEmpty("timeout");
          if (!isWithinLimit(timeout)) {
            sink.at(
                service.findOrSelf("timeout"),
                "timeout is " + (timeout.isEmpty() ? "not given" : timeout));
          }
        });
  }

  private static boolean isWithinLimit(String duration) {
    if (!duration.matches("[0-9]{1,9}(\\.[0-9]{1,9})?s")) {
      return false;
    }
    BigDecimal seconds = new BigDecimal(duration.substring(0, duration.length() - 1));
    return seconds.signum() > 0 && seconds.compareTo(LONGEST_TIMEOUT) <= 0;
  }

  /** envoyproxy/envoy#5974: retries multiply the load of an authorizer that is short of time. */
  static void retry(Mapping filter, Sink sink) {
    filter.message("grpc_service").stream()
        .flatMap(service -> service.find("retry_policy").stream())
        .forEach(policy -> sink.at(policy, "a retry_policy on the call"));
    filter.message("grpc_service", "envoy_grpc").stream()
        .flatMap(service -> service.find("retry_policy").stream())
        .forEach(policy -> sink.at(policy, "a retry_policy on the call"));
  }

  /** Envoy's API: what another filter wrote there is no credential. */
  static void metadataContext(Mapping filter, Sink sink) {
    for (String field :
        List.of("metadata_context_namespaces", "typed_metadata_context_namespaces")) {
      filter
          .find(field)
          .filter(_ -> !filter.items(field).isEmpty())
          .ifPresent(namespaces -> sink.at(namespaces, field + " is set"));
    }
  }

  /** Envoy's API: a credential that is not sent is a credential that is missing. */
  static void credentialHidden(Guard guard, Expectations expectations, Sink sink) {
    for (String header : credentialHeaders(expectations)) {
      whereHidden(guard.config(), header, sink);
    }
  }

  private static List<String> credentialHeaders(Expectations expectations) {
    List<String> headers = new ArrayList<>(List.of("authorization"));
    if (expectations.credentials().contains("dpop")) {
      headers.add("dpop");
    }
    if (expectations.credentials().contains("api_key")) {
      headers.add("x-api-key");
    }
    return headers;
  }

  /** RFC 9457 bodies name the request: {@code request_id} is what x-request-id says. */
  static void requestIdHidden(Guard guard, Expectations expectations, Sink sink) {
    whereHidden(guard.config(), "x-request-id", sink);
  }

  private static void whereHidden(Mapping filter, String header, Sink sink) {
    for (String list : List.of("allowed_headers", "disallowed_headers")) {
      boolean allows = list.equals("allowed_headers");
      filter
          .message(list)
          .filter(matchers -> StringMatch.any(matchers, header) != allows)
          .ifPresent(matchers -> sink.at(matchers, list + " hides " + header));
    }
  }

  /** Whether the authorizer is shown this header. */
  static boolean shows(Mapping filter, String header) {
    return filter.message("allowed_headers").map(list -> StringMatch.any(list, header)).orElse(true)
        && !filter
            .message("disallowed_headers")
            .map(list -> StringMatch.any(list, header))
            .orElse(false);
  }

  /** envoyproxy/envoy#12984: without rules an answer may change any header. */
  static void mutationRulesMissing(Mapping filter, Sink sink) {
    if (!filter.has("decoder_header_mutation_rules")) {
      sink.at(filter, "no decoder_header_mutation_rules");
    }
  }

  /** A filter's settings that come from a discovery service cannot be judged here. */
  static void filterElsewhere(HttpFilter filter, Sink sink) {
    if (filter.isElsewhere()) {
      sink.at(filter.entry(), "config_discovery fetches the settings of ext_authz from elsewhere");
    }
  }

  /** Envoy's gRPC with Google's library: a target on another machine, and nothing encrypts it. */
  static void googleGrpc(Mapping filter, Sink sink) {
    filter
        .message("grpc_service", "google_grpc")
        .filter(grpc -> !grpc.has("channel_credentials"))
        .filter(grpc -> !Addresses.isLocalTarget(grpc.textOrEmpty("target_uri")))
        .ifPresent(grpc ->
            sink.at(grpc.findOrSelf("target_uri"), "google_grpc without channel_credentials"));
  }
}
