package io.portcullis.envoylint.envoy;

import io.portcullis.envoylint.tree.Mapping;
import java.util.List;

/** An {@code HttpConnectionManager}. */
public record ConnectionManager(Mapping config, List<HttpFilter> filters, List<RouteTable> tables) {
  static ConnectionManager of(Mapping config, List<RouteTable> tables) {
    return new ConnectionManager(config, HttpFilter.all(config.messages("http_filters")), tables);
  }

  /** Its ext_authz filters. */
  public List<HttpFilter> guards() {
    return filters.stream().filter(HttpFilter::isExtAuthz).toList();
  }

  /** Whether any ext_authz is among its filters. */
  public boolean isGuarded() {
    return !guards().isEmpty();
  }

  /** The filters that see a request before this one does. */
  public List<HttpFilter> before(HttpFilter filter) {
    return filters.subList(0, filters.indexOf(filter));
  }

  /** The filters that see a request after this one. */
  public List<HttpFilter> after(HttpFilter filter) {
    return filters.subList(filters.indexOf(filter) + 1, filters.size());
  }

  /**
   * Whether something behind it may be reached: routes that only answer themselves need no guard.
   */
  public boolean forwards() {
    return tables.isEmpty()
        || tables.stream().flatMap(table -> table.lines().stream()).anyMatch(RouteLine::forwards);
  }
}
