package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigFault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads the items of a list, naming the one that is wrong. */
final class Lists {
  private Lists() {}

  static List<String> each(String key, List<String> items, UnaryOperator<String> read) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      try {
        result.add(read.apply(items.get(i)));
      } catch (IllegalArgumentException e) {
        throw new ConfigFault(key + "[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(result);
  }
}
