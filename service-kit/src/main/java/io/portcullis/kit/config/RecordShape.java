package io.portcullis.kit.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record seen as a list of keys. */
record RecordShape(Class<?> type, List<RecordComponent> components, List<String> keys) {
  static RecordShape of(Class<?> type) {
    List<RecordComponent> components = List.of(type.getRecordComponents());
    return new RecordShape(type, components, components.stream().map(RecordShape::keyOf).toList());
  }

  /** Whether the record is written as one scalar, like {@link DataSize}. */
  static boolean isValue(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.isAnnotationPresent(JsonCreator.class));
  }

  /** {@link JsonProperty} gives a component another key than its name in lower case. */
  static String keyOf(RecordComponent component) {
    JsonProperty other = component.getAccessor().getAnnotation(JsonProperty.class);
    return other == null ? Paths.snakeCase(component.getName()) : other.value();
  }

  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** The component that a fault's key names or lies in; -1 if none. */
  int indexOf(String key) {
    return keys.indexOf(key.replaceAll("[.\\[].*", ""));
  }

  /** Calls the canonical constructor; what that throws unchecked comes out as it is. */
  Object construct(@Nullable Object[] values) {
    try {
      Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw unchecked(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot construct " + type, e);
    }
  }

  @Nullable Object read(RecordComponent component, Object record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private RuntimeException unchecked(@Nullable Throwable cause) {
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("the constructor of " + type + " failed", cause);
  }
}
