package io.portcullis.kit.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Names the keys, and never the values, in which two configurations differ. */
public final class ConfigDifference {
  private final List<String> keys = new ArrayList<>();

  private ConfigDifference() {}

  /**
   * The keys, as in {@code policies.payments.require_scopes} or {@code issuers[0].leeway}. What
   * only one of the two has is named as a whole, and so is a list that has become longer or
   * shorter.
   */
  public static <C extends Record> List<String> between(C before, C after) {
    ConfigDifference difference = new ConfigDifference();
    difference.compare(before, after, "");
    return List.copyOf(difference.keys);
  }

  private void compare(@Nullable Object before, @Nullable Object after, String path) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before instanceof Record one && after instanceof Record other && isBranch(one, other)) {
      compareRecords(one, other, path);
    } else if (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other) {
      compareMaps(one, other, path);
    } else if (before instanceof List<?> one && after instanceof List<?> other) {
      compareLists(one, other, path);
    } else {
      keys.add(path);
    }
  }

  private static boolean isBranch(Record one, Record other) {
    return one.getClass() == other.getClass() && !RecordShape.isValue(one.getClass());
  }

  private void compareRecords(Record before, Record after, String path) {
    RecordShape shape = RecordShape.of(before.getClass());
    for (RecordComponent component : shape.components()) {
      compare(
          shape.read(component, before),
          shape.read(component, after),
          Paths.key(path, RecordShape.keyOf(component)));
    }
  }

  private void compareMaps(Map<?, ?> before, Map<?, ?> after, String path) {
    Set<Object> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (Object name : names) {
      compare(before.get(name), after.get(name), Paths.key(path, name.toString()));
    }
  }

  private void compareLists(List<?> before, List<?> after, String path) {
    boolean branches = after.stream().allMatch(item -> item instanceof Record);
    if (!branches || before.size() != after.size()) {
      keys.add(path);
      return;
    }
    for (int i = 0; i < after.size(); i++) {
      compare(before.get(i), after.get(i), Paths.item(path, i));
    }
  }
}
