package io.portcullis.envoylint.envoy;

import io.portcullis.envoylint.tree.Items;
import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Scalar;
import io.portcullis.envoylint.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One file's connection managers, route tables and clusters, wherever they are: in a bootstrap, a
 * single resource, a discovery response or a configuration dump.
 *
 * @param tables that stand outside of any connection manager
 */
public record Configuration(
    Mapping root,
    List<ConnectionManager> managers,
    List<RouteTable> tables,
    List<Mapping> clusters) {
  /** Finds them. */
  public static Configuration of(Mapping root) {
    Configuration found =
        new Configuration(root, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    found.walk(root, new Around(null, List.of()));
    return found;
  }

  /** Whether any connection manager asks an authorizer. */
  public boolean isGuarded() {
    return managers.stream().anyMatch(ConnectionManager::isGuarded);
  }

  /** The cluster of that name, if it is in this file. */
  public Optional<Mapping> cluster(String name) {
    return clusters.stream()
        .filter(cluster -> cluster.textOrEmpty("name").equals(name))
        .findFirst();
  }

  /** What stands around a value: a manager's route tables, and a filter chain's TLS. */
  private record Around(@Nullable List<RouteTable> tables, List<Mapping> tls) {}

  private void walk(Value value, Around around) {
    switch (value) {
      case Mapping mapping -> visit(mapping, around);
      case Items items -> items.items().forEach(item -> walk(item, around));
      case Scalar _ -> {}
    }
  }

  private void visit(Mapping mapping, Around around) {
    Typed typed = Typed.of(mapping);
    if (typed.is("HttpConnectionManager")) {
      List<RouteTable> own = new ArrayList<>();
      Around inside = new Around(own, around.tls());
      typed.config().entries().values().forEach(inner -> walk(inner, inside));
      managers.add(ConnectionManager.of(typed.config(), own, around.tls()));
      return;
    }
    if (mapping.has("virtual_hosts")) {
      (around.tables() == null ? tables : around.tables()).add(new RouteTable(mapping));
    }
    if (isCluster(mapping)) {
      clusters.add(mapping);
    }
    Around inside = mapping.has("filters") ? new Around(around.tables(), tls(mapping)) : around;
    mapping.entries().values().forEach(inner -> walk(inner, inside));
  }

  private static List<Mapping> tls(Mapping chain) {
    return chain.message("transport_socket").map(Configuration::tlsIn).stream()
        .flatMap(found -> found)
        .toList();
  }

  /** QUIC and others wrap the context into messages of their own. */
  private static Stream<Mapping> tlsIn(Mapping socket) {
    return Stream.concat(
        socket.message("common_tls_context").stream(),
        socket.entries().values().stream()
            .filter(Mapping.class::isInstance)
            .flatMap(inner -> tlsIn((Mapping) inner)));
  }

  private static boolean isCluster(Mapping mapping) {
    return mapping.has("name")
        && (mapping.has("load_assignment")
            || mapping.has("connect_timeout")
            || mapping.has("eds_cluster_config")
            || Typed.of(mapping).is("Cluster"));
  }
}
