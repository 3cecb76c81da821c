package io.portcullis.envoylint.envoy;

import io.portcullis.envoylint.tree.Items;
import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Scalar;
import io.portcullis.envoylint.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A {@code RouteConfiguration}. */
public record RouteTable(Mapping config) {
  /** Every route, with what applies to it; one with weighted clusters once for each of them. */
  public List<RouteLine> lines() {
    List<RouteLine> lines = new ArrayList<>();
    for (Mapping host : config.messages("virtual_hosts")) {
      routes(host).forEach(route -> addLines(lines, host, route));
    }
    return lines;
  }

  private void addLines(List<RouteLine> lines, Mapping host, Mapping route) {
    List<Mapping> weights =
        route.message("route", "weighted_clusters").stream()
            .flatMap(clusters -> clusters.messages("clusters").stream())
            .toList();
    if (weights.isEmpty()) {
      lines.add(new RouteLine(route, List.of(config, host, route)));
    }
    weights.forEach(
        weight -> lines.add(new RouteLine(route, List.of(config, host, route, weight))));
  }

  /** Those in the list, and those at the leaves of a matcher tree, which has no list. */
  private static Stream<Mapping> routes(Mapping host) {
    return Stream.concat(
        host.messages("routes").stream(),
        host.message("matcher").stream().flatMap(RouteTable::typedRoutes));
  }

  private static Stream<Mapping> typedRoutes(Value value) {
    return switch (value) {
      case Mapping mapping when Typed.of(mapping).is("Route") ->
          Stream.of(Typed.of(mapping).config());
      case Mapping mapping -> mapping.entries().values().stream().flatMap(RouteTable::typedRoutes);
      case Items items -> items.items().stream().flatMap(RouteTable::typedRoutes);
      case Scalar _ -> Stream.empty();
    };
  }
}
