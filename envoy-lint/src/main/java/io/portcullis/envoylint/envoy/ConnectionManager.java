package io.portcullis.envoylint.envoy;

import io.portcullis.envoylint.tree.Mapping;
import java.util.List;

/**
 * An {@code HttpConnectionManager}.
 *
 * @param tlsContexts the {@code CommonTlsContext} of the filter chain it stands in, if there is one
 */
public record ConnectionManager(
    Mapping config, List<HttpFilter> filters, List<RouteTable> tables, List<Mapping> tlsContexts) {
  static ConnectionManager of(Mapping config, List<RouteTable> tables, List<Mapping> tlsContexts) {
    return new ConnectionManager(
        config, HttpFilter.all(config.messages("http_filters")), tables, tlsContexts);
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
