package io.portcullis.kit.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The configuration as written, each value with the place it comes from. */
sealed interface ConfigNode {
  /** Where the value was written. */
  Origin origin();

  /** How a fault names the kind. */
  String kind();

  /** A place: a line of a file (from 1), or a variable (line 0). */
  record Origin(String source, int line) {
    @Override
    public String toString() {
      return line == 0 ? source : source + ":" + line;
    }
  }

  /** A key without a value: as if it were not there. */
  record Nothing(Origin origin) implements ConfigNode {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  /** A scalar, as its text. */
  record Leaf(Origin origin, String text) implements ConfigNode {
    @Override
    public String kind() {
      return "a single value";
    }
  }

  /** A mapping; filled by the reader and by the environment. */
  record Branch(Origin origin, Map<String, ConfigNode> entries) implements ConfigNode {
    Branch(Origin origin) {
      this(origin, new LinkedHashMap<>());
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A list by index; the environment may leave holes, which the binder reports. */
  record Items(Origin origin, SortedMap<Integer, ConfigNode> items) implements ConfigNode {
    Items(Origin origin) {
      this(origin, new TreeMap<>());
    }

    @Override
    public String kind() {
      return "a list";
    }
  }
}
