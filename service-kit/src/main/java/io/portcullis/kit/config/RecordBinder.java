package io.portcullis.kit.config;

import io.portcullis.kit.config.ConfigNode.Branch;
import io.portcullis.kit.config.ConfigNode.Items;
import io.portcullis.kit.config.ConfigNode.Leaf;
import io.portcullis.kit.config.ConfigNode.Nothing;
import io.portcullis.kit.config.ConfigNode.Origin;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes records out of what is written. A fault does not end the work: the value counts as missing,
 * so that the default stands in and the next fault is found as well.
 */
final class RecordBinder {
  private final Faults faults;

  RecordBinder(Faults faults) {
    this.faults = faults;
  }

  /** The record, or null when it has a fault that no default can stand in for. */
  @Nullable Object bindRecord(Class<?> type, Branch branch, String path) {
    RecordShape shape = RecordShape.of(type);
    refuseUnknownKeys(shape, branch, path);
    @Nullable Object[] values = new @Nullable Object[shape.components().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = bindComponent(shape.components().get(i), branch, path);
    }
    return construct(shape, values, branch, path);
  }

  private void refuseUnknownKeys(RecordShape shape, Branch branch, String path) {
    branch
        .entries()
        .forEach((key, node) -> {
          if (!shape.keys().contains(key)) {
            faults.add(
                node.origin(),
                Paths.key(path, key),
                "unknown key '" + key + "'" + Nearest.hint(key, shape.keys()));
          }
        });
  }

  private @Nullable Object bindComponent(RecordComponent component, Branch branch, String path) {
    String key = RecordShape.keyOf(component);
    ConfigNode node = branch.entries().getOrDefault(key, new Nothing(branch.origin()));
    boolean absent = node instanceof Nothing;
    if (absent && component.getType().isRecord() && !RecordShape.isValue(component.getType())) {
      return RecordShape.isNullable(component)
          ? null
          : bindRecord(component.getType(), new Branch(node.origin()), Paths.key(path, key));
    }
    return bind(component.getGenericType(), node, Paths.key(path, key));
  }

  private @Nullable Object bind(Type type, ConfigNode node, String path) {
    if (node instanceof Nothing) {
      return null;
    }
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      return arguments.length == 1
          ? bindList(arguments[0], node, path)
          : bindMap(arguments[1], node, path);
    }
    Class<?> raw = (Class<?>) type;
    return raw.isRecord() && !RecordShape.isValue(raw)
        ? bindBranch(raw, node, path)
        : bindValue(raw, node, path);
  }

  private @Nullable Object bindBranch(Class<?> type, ConfigNode node, String path) {
    return node instanceof Branch branch
        ? bindRecord(type, branch, path)
        : wrongKind(node, path, "a mapping of keys");
  }

  private @Nullable Object bindValue(Class<?> type, ConfigNode node, String path) {
    if (!(node instanceof Leaf leaf)) {
      return wrongKind(node, path, "a single value");
    }
    try {
      return ValueType.parse(type, leaf.text());
    } catch (IllegalArgumentException e) {
      faults.add(leaf.origin(), path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable Object bindList(Type type, ConfigNode node, String path) {
    if (!(node instanceof Items items)) {
      return wrongKind(node, path, "a list");
    }
    List<Object> values = new ArrayList<>();
    int expected = 0;
    for (Map.Entry<Integer, ConfigNode> item : items.items().entrySet()) {
      String itemPath = Paths.item(path, item.getKey());
      if (item.getKey() != expected++) {
        faults.add(item.getValue().origin(), itemPath, "is set, but not the item before it");
        return null;
      }
      Object value = bind(type, item.getValue(), itemPath);
      if (value == null) {
        faults.addUnlessKnown(item.getValue().origin(), itemPath, "must not be empty");
      } else {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  private @Nullable Object bindMap(Type type, ConfigNode node, String path) {
    if (!(node instanceof Branch branch)) {
      return wrongKind(node, path, "a mapping of names");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    branch
        .entries()
        .forEach((name, child) -> {
          // A name without a value is there, with every default: `public:` or `public: {}`.
          boolean bare = child instanceof Nothing && type instanceof Class<?> c && c.isRecord();
          ConfigNode present = bare ? new Branch(child.origin()) : child;
          Object value = bind(type, present, Paths.key(path, name));
          if (value == null) {
            faults.addUnlessKnown(child.origin(), Paths.key(path, name), "must not be empty");
          } else {
            values.put(name, value);
          }
        });
    return Collections.unmodifiableMap(values);
  }

  private @Nullable Object wrongKind(ConfigNode node, String path, String expected) {
    faults.add(node.origin(), path, "must be " + expected + ", not " + node.kind());
    return null;
  }

  private @Nullable Object construct(
      RecordShape shape, @Nullable Object[] values, Branch branch, String path) {
    while (true) {
      try {
        Object built = shape.construct(values);
        refuseMissing(shape, built, branch, path);
        return built;
      } catch (ConfigFault fault) {
        faults.addUnlessKnown(
            origin(branch, fault.key()), Paths.key(path, fault.key()), fault.sentence());
        int component = shape.indexOf(fault.key());
        if (component < 0 || values[component] == null) {
          return null;
        }
        values[component] = null;
      } catch (NullPointerException e) {
        if (faults.isEmpty()) {
          throw new IllegalStateException(shape.type() + " does not expect a missing key", e);
        }
        return null;
      }
    }
  }

  private void refuseMissing(RecordShape shape, Object built, Branch branch, String path) {
    for (RecordComponent component : shape.components()) {
      if (!RecordShape.isNullable(component) && shape.read(component, built) == null) {
        String key = RecordShape.keyOf(component);
        faults.addUnlessKnown(branch.origin(), Paths.key(path, key), "is required");
      }
    }
  }

  private static Origin origin(Branch branch, String key) {
    ConfigNode node = branch.entries().get(key.replaceAll("[.\\[].*", ""));
    return node == null ? branch.origin() : inside(node, key).origin();
  }

  /** The item or entry that a key like {@code nodes[1]} or {@code headers.x-user-id} names. */
  private static ConfigNode inside(ConfigNode node, String key) {
    String rest = key.replaceFirst("^[^.\\[]*", "");
    ConfigNode child =
        switch (node) {
          case Branch branch when rest.startsWith(".") -> branch.entries().get(rest.substring(1));
          case Items items when rest.matches("\\[[0-9]+\\].*") ->
              items.items().get(Integer.valueOf(rest.substring(1, rest.indexOf(']'))));
          case Branch _, Items _, Leaf _, Nothing _ -> null;
        };
    return child == null ? node : child;
  }
}
