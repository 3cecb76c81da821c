package io.portcullis.envoylint.tree;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message of Envoy's API, or a map in it. Fields are named as in the proto files; the file may
 * write them in camel case, which proto JSON also allows. A field that is null is not there.
 */
public record Mapping(Place place, FieldPath path, Map<String, Value> entries) implements Value {
  /** One that nobody has written. */
  public static Mapping empty() {
    return new Mapping(new Place("", 1, 1), FieldPath.root(), Map.of());
  }

  /** The field's value. */
  public Optional<Value> find(String field) {
    Value value = entries.get(field);
    return Optional.ofNullable(value == null ? entries.get(camelCase(field)) : value);
  }

  /** Whether the field is there. */
  public boolean has(String field) {
    return find(field).isPresent();
  }

  /** The field itself, or this message, which lacks it. */
  public Value findOrSelf(String field) {
    return find(field).orElse(this);
  }

  /** The message at the end of these fields. */
  public Optional<Mapping> message(String field, String... further) {
    Optional<Mapping> found = messageAt(field);
    for (String next : further) {
      found = found.flatMap(message -> message.messageAt(next));
    }
    return found;
  }

  private Optional<Mapping> messageAt(String field) {
    return find(field).filter(Mapping.class::isInstance).map(Mapping.class::cast);
  }

  /** The items of a list field; what is no list has none. */
  public List<Value> items(String field) {
    return find(field)
        .filter(Items.class::isInstance)
        .map(list -> ((Items) list).items())
        .orElse(List.of());
  }

  /** The messages in a list field. */
  public List<Mapping> messages(String field) {
    return items(field).stream()
        .filter(Mapping.class::isInstance)
        .map(Mapping.class::cast)
        .toList();
  }

  /** The single value of the field. */
  public Optional<Scalar> scalar(String field) {
    return find(field).filter(Scalar.class::isInstance).map(Scalar.class::cast);
  }

  /** The text of the field. */
  public Optional<String> text(String field) {
    return scalar(field).map(Scalar::text);
  }

  /** The text of the field; empty, which is proto3's default, where it is not there. */
  public String textOrEmpty(String field) {
    return text(field).orElse("");
  }

  /** Whether the field is there and true. */
  public boolean isTrue(String field) {
    return scalar(field).map(Scalar::isTrue).orElse(false);
  }

  private static String camelCase(String field) {
    if (field.indexOf('_') < 0) {
      return field;
    }
    StringBuilder camel = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      boolean next = field.charAt(i) == '_' && i + 1 < field.length();
      camel.append(next ? Character.toUpperCase(field.charAt(++i)) : field.charAt(i));
    }
    return camel.toString();
  }
}
