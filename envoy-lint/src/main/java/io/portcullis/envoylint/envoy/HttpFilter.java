package io.portcullis.envoylint.envoy;

import io.portcullis.envoylint.tree.Mapping;
import java.util.List;
import java.util.Optional;

/**
 * One of a connection manager's HTTP filters.
 *
 * @param entry the item of the list
 * @param name by which routes address it
 * @param typed its configuration; of a filter wrapped in a matcher, the inner one
 * @param matched whether a matcher decides if it runs
 */
public record HttpFilter(Mapping entry, String name, Typed typed, boolean matched) {
  /** By this name routes address ext_authz unless the filter is named otherwise. */
  public static final String EXT_AUTHZ = "envoy.filters.http.ext_authz";

  /** The filters of a list. */
  public static List<HttpFilter> all(List<Mapping> entries) {
    return entries.stream().map(HttpFilter::of).toList();
  }

  private static HttpFilter of(Mapping entry) {
    Mapping any = entry.message("typed_config").orElse(entry);
    Typed typed = Typed.of(any);
    Optional<Mapping> inner =
        typed.is("ExtensionWithMatcher")
            ? typed.config().message("extension_config", "typed_config")
            : Optional.empty();
    return new HttpFilter(
        entry, entry.textOrEmpty("name"), inner.map(Typed::of).orElse(typed), inner.isPresent());
  }

  /** The filter's own message. */
  public Mapping config() {
    return typed.config();
  }

  /** Whether this is ext_authz, also where its configuration is fetched from elsewhere. */
  public boolean isExtAuthz() {
    return typed.type().contains("ext_authz.") || (isElsewhere() && name.equals(EXT_AUTHZ));
  }

  /** Whether its configuration comes from a discovery service. */
  public boolean isElsewhere() {
    return entry.has("config_discovery");
  }
}
