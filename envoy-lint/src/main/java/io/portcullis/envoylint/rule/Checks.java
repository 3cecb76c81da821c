package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.envoy.Configuration;
import io.portcullis.envoylint.envoy.ConnectionManager;
import io.portcullis.envoylint.envoy.HttpFilter;
import io.portcullis.envoylint.envoy.RouteLine;
import io.portcullis.envoylint.envoy.RouteTable;
import io.portcullis.envoylint.tree.Mapping;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a configuration a rule is shown, one by one. */
final class Checks {
  private Checks() {}

  /** An ext_authz filter, and the connection manager that it guards. */
  record Guard(ConnectionManager manager, HttpFilter filter) {
    Mapping config() {
      return filter.config();
    }
  }

  /** A route, and the names under which ext_authz is addressed there. */
  record GuardedRoute(RouteLine line, Set<String> filters) {}

  @FunctionalInterface
  interface Look<T> {
    void at(T subject, Expectations expectations, Sink sink);
  }

  /** Every ext_authz filter whose settings are in the file. */
  static Check guards(Look<Guard> look) {
    return (configuration, expectations, sink) ->
        configuration.managers().stream()
            .flatMap(Checks::guardsOf)
            .filter(guard -> !guard.filter().isElsewhere())
            .forEach(guard -> look.at(guard, expectations, sink));
  }

  /** As above, for what depends on nothing else. */
  static Check guardSettings(BiConsumer<Mapping, Sink> look) {
    return guards((guard, _, sink) -> look.accept(guard.config(), sink));
  }

  /** Every connection manager with ext_authz. */
  static Check managers(Look<ConnectionManager> look) {
    return (configuration, expectations, sink) ->
        configuration.managers().stream()
            .filter(ConnectionManager::isGuarded)
            .forEach(manager -> look.at(manager, expectations, sink));
  }

  /** As above, for what depends on nothing else. */
  static Check managerSettings(BiConsumer<Mapping, Sink> look) {
    return managers((manager, _, sink) -> look.accept(manager.config(), sink));
  }

  /** Every route that leads to an upstream, in guarded managers and in tables that stand alone. */
  static Check routes(Look<GuardedRoute> look) {
    return (configuration, expectations, sink) ->
        guardedTables(configuration)
            .flatMap(GuardedTable::routes)
            .filter(route -> route.line().forwards())
            .forEach(route -> look.at(route, expectations, sink));
  }

  /** Every route table of which {@link #routes} shows the routes. */
  static Check tables(Look<RouteTable> look) {
    return (configuration, expectations, sink) ->
        guardedTables(configuration)
            .forEach(guarded -> look.at(guarded.table(), expectations, sink));
  }

  /** The cluster of the authorizer, where it is in the file. */
  static Check authorizerClusters(Look<Mapping> look) {
    return (configuration, expectations, sink) ->
        configuration.managers().stream()
            .flatMap(Checks::guardsOf)
            .flatMap(guard -> guard.config().message("grpc_service", "envoy_grpc").stream())
            .map(grpc -> grpc.textOrEmpty("cluster_name"))
            .distinct()
            .flatMap(name -> configuration.cluster(name).stream())
            .forEach(cluster -> look.at(cluster, expectations, sink));
  }

  private static Stream<Guard> guardsOf(ConnectionManager manager) {
    return manager.guards().stream().map(filter -> new Guard(manager, filter));
  }

  private record GuardedTable(RouteTable table, Set<String> filters) {
    Stream<GuardedRoute> routes() {
      return table.lines().stream().map(line -> new GuardedRoute(line, filters));
    }
  }

  private static Stream<GuardedTable> guardedTables(Configuration configuration) {
    Stream<GuardedTable> inline =
        configuration.managers().stream()
            .filter(ConnectionManager::isGuarded)
            .flatMap(manager ->
                manager.tables().stream()
                    .map(table -> new GuardedTable(table, names(List.of(manager)))));
    Set<String> everywhere = names(configuration.managers());
    return Stream.concat(
        inline, configuration.tables().stream().map(table -> new GuardedTable(table, everywhere)));
  }

  private static Set<String> names(List<ConnectionManager> managers) {
    return Stream.concat(
            Stream.of(HttpFilter.EXT_AUTHZ),
            managers.stream().flatMap(manager -> manager.guards().stream()).map(HttpFilter::name))
        .collect(Collectors.toUnmodifiableSet());
  }
}
