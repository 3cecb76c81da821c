package io.portcullis.kit.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;

/**
 * The JSON Schema (2020-12) of a configuration record, for editors. It knows keys, kinds and forms;
 * ranges and what several keys together allow are judged by the records alone. No key is required
 * in the file, for the environment may give it.
 */
public final class ConfigSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ConfigSchema() {}

  /** The schema as text, ending with a line feed. */
  public static String of(Class<? extends Record> type, String title) {
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("title", title);
    schema.setAll(record(type));
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static ObjectNode schema(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      return arguments.length == 1
          ? kinds("array", "null").set("items", schema(arguments[0]))
          : kinds("object", "null").set("additionalProperties", schema(arguments[1]));
    }
    Class<?> raw = (Class<?>) type;
    return raw.isRecord() && !RecordShape.isValue(raw) ? record(raw) : value(raw);
  }

  private static ObjectNode record(Class<?> type) {
    ObjectNode properties = JSON.objectNode();
    for (RecordComponent component : RecordShape.of(type).components()) {
      properties.set(RecordShape.keyOf(component), schema(component.getGenericType()));
    }
    return kinds("object", "null").put("additionalProperties", false).set("properties", properties);
  }

  private static ObjectNode value(Class<?> type) {
    if (type.isEnum()) {
      ObjectNode schema = JSON.objectNode();
      ValueType.spellings(type).keySet().forEach(schema.withArrayProperty("enum")::add);
      return schema;
    }
    if (type == Boolean.class) {
      return kinds("boolean");
    }
    if (type == Integer.class || type == Long.class) {
      return kinds("integer");
    }
    if (type == Duration.class) {
      return kinds("string").put("pattern", "^" + Durations.FORM + "$");
    }
    return type == DataSize.class
        ? kinds("string", "integer").put("pattern", "^" + DataSize.FORM + "$")
        : kinds("string", "number");
  }

  private static ObjectNode kinds(String... names) {
    ObjectNode schema = JSON.objectNode();
    if (names.length == 1) {
      return schema.put("type", names[0]);
    }
    for (String name : names) {
      schema.withArrayProperty("type").add(name);
    }
    return schema;
  }
}
