package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.rule.Checks.GuardedRoute;
import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Scalar;
import io.portcullis.envoylint.tree.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What routes do to ext_authz. */
final class RouteRules {
  /** The key under which the server looks for a policy's name. */
  private static final String POLICY = "policy";

  private RouteRules() {}

  /** Envoy's API: a route without ext_authz also lets the client's identity through. */
  static void disabled(GuardedRoute route, Expectations expectations, Sink sink) {
    route
        .line()
        .switchedOff(route.filters())
        .ifPresent(at -> sink.at(at, "ext_authz is off for " + named(route)));
  }

  /** The interface of the ext-authz-server: without a name the policy is default. */
  static void policyMissing(GuardedRoute route, Expectations expectations, Sink sink) {
    if (policy(route).isEmpty() && route.line().switchedOff(route.filters()).isEmpty()) {
      sink.at(route.line().route(), named(route) + " names no policy");
    }
  }

  /** The interface of the ext-authz-server: an unknown name is denied with 403 policy_unknown. */
  static void policyUnknown(GuardedRoute route, Expectations expectations, Sink sink) {
    Set<String> known = expectations.policies();
    policy(route)
        .filter(Scalar.class::isInstance)
        .map(Scalar.class::cast)
        .filter(policy -> !known.isEmpty() && !known.contains(policy.text()))
        .ifPresent(policy ->
            sink.at(
                policy,
                "policy "
                    + policy.text()
                    + " is none of "
                    + String.join(", ", known.stream().sorted().toList())));
  }

  private static Optional<Value> policy(GuardedRoute route) {
    return route.line().context(route.filters(), POLICY);
  }

  /** As {@link FilterRules#requestBody}. */
  static void requestBody(GuardedRoute route, Expectations expectations, Sink sink) {
    route
        .line()
        .settings(route.filters())
        .forEach(settings -> FilterRules.requestBody(settings, sink));
  }

  /** Envoy's API: a route may ask another authorizer than the filter does. */
  static void otherAuthorizer(GuardedRoute route, Expectations expectations, Sink sink) {
    List<Mapping> settings = route.line().settings(route.filters()).toList();
    for (String service : List.of("grpc_service", "http_service")) {
      settings.stream()
          .flatMap(given -> given.find(service).stream())
          .forEach(other -> sink.at(other, named(route) + " asks another authorizer"));
    }
  }

  private static String named(GuardedRoute route) {
    String name = route.line().route().textOrEmpty("name");
    return name.isEmpty() ? "this route" : "route " + name;
  }
}
