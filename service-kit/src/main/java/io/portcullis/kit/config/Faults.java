package io.portcullis.kit.config;

import io.portcullis.kit.config.ConfigNode.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers faults, so that an operator sees all of them at once, in the order of the file. */
final class Faults {
  private record Fault(Origin origin, String path, String sentence) {
    String line() {
      return origin + ": " + (path.isEmpty() ? "" : path + ": ") + sentence;
    }
  }

  private final List<Fault> faults = new ArrayList<>();

  void add(Origin origin, String path, String sentence) {
    faults.add(new Fault(origin, path, sentence));
  }

  /** Adds a fault that may only follow from one already known at this path or below it. */
  void addUnlessKnown(Origin origin, String path, String sentence) {
    if (faults.stream().noneMatch(fault -> covers(path, fault.path))) {
      add(origin, path, sentence);
    }
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** Throws if there is any fault. */
  void throwIfAny() throws ConfigException {
    if (!faults.isEmpty()) {
      // Variables (line 0) come last; the sort is stable.
      faults.sort(Comparator.comparingInt(Faults::position));
      throw new ConfigException(faults.stream().map(Fault::line).toList());
    }
  }

  private static int position(Fault fault) {
    return fault.origin.line() == 0 ? Integer.MAX_VALUE : fault.origin.line();
  }

  private static boolean covers(String path, String known) {
    return known.equals(path) || known.startsWith(path + ".") || known.startsWith(path + "[");
  }
}
