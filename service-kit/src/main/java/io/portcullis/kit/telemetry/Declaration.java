package io.portcullis.kit.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;

/** Name, meaning and labels of a family. */
record Declaration(String name, String description, List<String> labels) {
  Attributes attributes(String... values) {
    if (values.length != labels.size()) {
      throw new IllegalArgumentException(name + " has the labels " + labels);
    }
    AttributesBuilder attributes = Attributes.builder();
    for (int i = 0; i < values.length; i++) {
      attributes.put(labels.get(i), values[i]);
    }
    return attributes.build();
  }
}
