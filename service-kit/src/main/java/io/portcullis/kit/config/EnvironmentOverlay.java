package io.portcullis.kit.config;

import io.portcullis.kit.config.ConfigNode.Branch;
import io.portcullis.kit.config.ConfigNode.Items;
import io.portcullis.kit.config.ConfigNode.Leaf;
import io.portcullis.kit.config.ConfigNode.Origin;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lays {@code PORTCULLIS_…} variables over what the file says. A name does not tell where one key
 * ends and the next begins ({@code POLICIES_PAY_MAX_STALENESS}), so it is read along the records:
 * the longest key that leads to a value wins, and in a mapping of names one that the file has comes
 * before a new one.
 */
final class EnvironmentOverlay {
  static final String PREFIX = "PORTCULLIS_";
  private static final Pattern INDEX = Pattern.compile("([0-9]{1,4})(?:_(.*))?");

  private final Branch root;

  private EnvironmentOverlay(Branch root) {
    this.root = root;
  }

  /** Changes the tree; returns a warning for each variable that names no key. */
  static List<String> apply(Class<?> type, Branch root, Map<String, String> environment) {
    EnvironmentOverlay overlay = new EnvironmentOverlay(root);
    List<String> warnings = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach((name, value) -> {
          if (name.startsWith(PREFIX)) {
            overlay.set(type, name, value, warnings);
          }
        });
    return List.copyOf(warnings);
  }

  private void set(Class<?> type, String name, String value, List<String> warnings) {
    List<Object> steps = resolve(type, root, name.substring(PREFIX.length()));
    if (steps == null) {
      warnings.add("environment variable " + name + " names no configuration key; it is ignored");
    } else {
      put(root, steps, new Leaf(new Origin("environment variable " + name, 0), value));
    }
  }

  /** Keys and indexes from here to the value that {@code rest} names; null if it names none. */
  private static @Nullable List<Object> resolve(Type type, @Nullable ConfigNode node, String rest) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      return arguments.length == 1
          ? resolveItem(arguments[0], node, rest)
          : resolveEntry(arguments[1], node, rest);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord() && !RecordShape.isValue(raw)) {
      return resolveKey(raw, node, rest);
    }
    return rest.isEmpty() ? List.of() : null;
  }

  private static @Nullable List<Object> resolveKey(
      Class<?> type, @Nullable ConfigNode node, String rest) {
    List<RecordComponent> longestFirst = new ArrayList<>(RecordShape.of(type).components());
    longestFirst.sort(Comparator.comparingInt(c -> -RecordShape.keyOf(c).length()));
    for (RecordComponent component : longestFirst) {
      String key = RecordShape.keyOf(component);
      List<Object> steps = step(key, component.getGenericType(), child(node, key), rest);
      if (steps != null) {
        return steps;
      }
    }
    return null;
  }

  private static @Nullable List<Object> resolveItem(
      Type type, @Nullable ConfigNode node, String rest) {
    Matcher matcher = INDEX.matcher(rest);
    if (!matcher.matches()) {
      return null;
    }
    Integer index = Integer.valueOf(matcher.group(1));
    ConfigNode item = node instanceof Items items ? items.items().get(index) : null;
    String inner = matcher.group(2);
    return prepend(index, resolve(type, item, inner == null ? "" : inner));
  }

  private static @Nullable List<Object> resolveEntry(
      Type type, @Nullable ConfigNode node, String rest) {
    if (node instanceof Branch branch) {
      for (Map.Entry<String, ConfigNode> entry : branch.entries().entrySet()) {
        List<Object> steps = step(entry.getKey(), type, entry.getValue(), rest);
        if (steps != null) {
          return steps;
        }
      }
    }
    for (int end = 1; end <= rest.length(); end++) {
      if (end == rest.length() || rest.charAt(end) == '_') {
        String name = rest.substring(0, end).toLowerCase(Locale.ROOT);
        List<Object> steps = step(name, type, null, rest);
        if (steps != null) {
          return steps;
        }
      }
    }
    return null;
  }

  private static @Nullable List<Object> step(
      String key, Type type, @Nullable ConfigNode node, String rest) {
    String written = Paths.variable(key);
    if (rest.equals(written)) {
      return prepend(key, resolve(type, node, ""));
    }
    return rest.startsWith(written + "_")
        ? prepend(key, resolve(type, node, rest.substring(written.length() + 1)))
        : null;
  }

  private static @Nullable List<Object> prepend(Object step, @Nullable List<Object> steps) {
    if (steps == null) {
      return null;
    }
    List<Object> longer = new ArrayList<>(List.of(step));
    longer.addAll(steps);
    return longer;
  }

  private static @Nullable ConfigNode child(@Nullable ConfigNode node, String key) {
    return node instanceof Branch branch ? branch.entries().get(key) : null;
  }

  private static void put(ConfigNode parent, List<Object> steps, Leaf leaf) {
    List<Object> rest = steps.subList(1, steps.size());
    switch (parent) {
      case Branch branch -> {
        String key = (String) steps.getFirst();
        ConfigNode child = container(branch.entries().get(key), rest, leaf);
        branch.entries().put(key, child);
        descend(child, rest, leaf);
      }
      case Items items -> {
        Integer index = (Integer) steps.getFirst();
        ConfigNode child = container(items.items().get(index), rest, leaf);
        items.items().put(index, child);
        descend(child, rest, leaf);
      }
      case Leaf _, ConfigNode.Nothing _ ->
          throw new IllegalStateException("a step leads into a mapping or a list");
    }
  }

  private static void descend(ConfigNode child, List<Object> rest, Leaf leaf) {
    if (!rest.isEmpty()) {
      put(child, rest, leaf);
    }
  }

  /** What the next step needs: the leaf at the end, else the mapping or list that is there. */
  private static ConfigNode container(@Nullable ConfigNode there, List<Object> rest, Leaf leaf) {
    if (rest.isEmpty()) {
      return leaf;
    }
    if (rest.getFirst() instanceof Integer) {
      return there instanceof Items ? there : new Items(leaf.origin());
    }
    return there instanceof Branch ? there : new Branch(leaf.origin());
  }
}
