package io.portcullis.envoylint.envoy;

import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A route and what applies to it, the general first: route configuration, virtual host, route and,
 * where it has some, one of its weighted clusters.
 */
public record RouteLine(Mapping route, List<Mapping> levels) {
  /** Whether it leads to an upstream. */
  public boolean forwards() {
    return !route.has("direct_response") && !route.has("redirect");
  }

  /** The switch that turns this filter off for the route, if it does. */
  public Optional<Value> switchedOff(Set<String> filters) {
    // The most specific entry decides alone, whatever the general ones say.
    return overrides(filters)
        .reduce((general, specific) -> specific)
        .flatMap(override -> off(override, 0));
  }

  private static Optional<Value> off(Mapping override, int depth) {
    Typed typed = Typed.of(override);
    if (typed.config().isTrue("disabled")) {
      return typed.config().find("disabled");
    }
    return typed.is("FilterConfig") && depth == 0
        ? typed.config().message("config").flatMap(inner -> off(inner, 1))
        : Optional.empty();
  }

  /** The context that the authorizer is given under this key; Envoy merges it over the levels. */
  public Optional<Value> context(Set<String> filters, String key) {
    return settings(filters)
        .flatMap(settings -> settings.message("context_extensions").stream())
        .flatMap(context -> Optional.ofNullable(context.entries().get(key)).stream())
        .reduce((general, specific) -> specific);
  }

  /** The {@code check_settings} of every level. */
  public Stream<Mapping> settings(Set<String> filters) {
    return overrides(filters)
        .map(RouteLine::unwrapped)
        .flatMap(override -> override.message("check_settings").stream());
  }

  private static Mapping unwrapped(Mapping override) {
    Typed typed = Typed.of(override);
    return typed.is("FilterConfig")
        ? typed.config().message("config").map(inner -> Typed.of(inner).config()).orElse(override)
        : typed.config();
  }

  private Stream<Mapping> overrides(Set<String> filters) {
    return levels.stream()
        .flatMap(level -> level.message("typed_per_filter_config").stream())
        .flatMap(overrides ->
            filters.stream()
                .flatMap(name -> Optional.ofNullable(overrides.entries().get(name)).stream()))
        .filter(Mapping.class::isInstance)
        .map(Mapping.class::cast);
  }
}
