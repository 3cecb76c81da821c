package io.portcullis.kit.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a scalar as a value: texts, numbers, truth values, durations, paths, URIs,
 * enums ({@link JsonProperty} gives a constant another spelling than its name in lower case), and
 * any class with a static {@link JsonCreator} method of one {@code String}.
 */
final class ValueType {
  private ValueType() {}

  /** The value; an {@link IllegalArgumentException} carries the sentence for the operator. */
  static Object parse(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    }
    if (type.isEnum()) {
      return parseEnum(type, text);
    }
    if (type == Duration.class) {
      return Durations.parse(text);
    }
    return parseOther(type, text);
  }

  /** Constants of an enum by their spelling, in order. */
  static Map<String, Object> spellings(Class<?> type) {
    Map<String, Object> spellings = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      spellings.put(spelling(type, ((Enum<?>) constant).name()), constant);
    }
    return spellings;
  }

  private static Object parseEnum(Class<?> type, String text) {
    Map<String, Object> spellings = spellings(type);
    Object constant = spellings.get(text);
    if (constant == null) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not allowed; allowed: "
              + String.join(", ", spellings.keySet())
              + Nearest.hint(text, spellings.keySet()).replaceFirst("^; known here.*", ""));
    }
    return constant;
  }

  private static String spelling(Class<?> type, String constant) {
    try {
      JsonProperty other = type.getField(constant).getAnnotation(JsonProperty.class);
      return other == null ? constant.toLowerCase(Locale.ROOT) : other.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("an enum has a field for each constant", e);
    }
  }

  private static Object parseOther(Class<?> type, String text) {
    if (type == Boolean.class || type == boolean.class) {
      return parseBoolean(text);
    }
    if (type == Integer.class || type == Long.class) {
      return parseWhole(type, text);
    }
    if (type == Path.class) {
      return parsePath(text);
    }
    return type == URI.class ? parseUri(text) : create(type, text);
  }

  private static Boolean parseBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  private static Object parseWhole(Class<?> type, String text) {
    try {
      return type == Integer.class ? (Object) Integer.valueOf(text) : (Object) Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
    }
  }

  private static Path parsePath(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not a file name", e);
    }
  }

  private static URI parseUri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is not a URI: " + e.getReason(), e);
    }
  }

  private static Object create(Class<?> type, String text) {
    Method creator =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(JsonCreator.class))
            .filter(method -> Modifier.isStatic(method.getModifiers()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(type + " cannot be read from a text"));
    try {
      creator.setAccessible(true);
      return creator.invoke(null, text);
    } catch (InvocationTargetException e) {
      throw refusal(type, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the creator was just made accessible", e);
    }
  }

  private static RuntimeException refusal(Class<?> type, @Nullable Throwable cause) {
    return cause instanceof IllegalArgumentException refused
        ? refused
        : new IllegalStateException("the creator of " + type + " failed", cause);
  }
}
