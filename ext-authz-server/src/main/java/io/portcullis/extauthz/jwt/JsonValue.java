package io.portcullis.extauthz.jwt;

import java.util.List;
import java.util.Map;

/** A JSON value, RFC 8259. */
sealed interface JsonValue {
  record Text(String value) implements JsonValue {}

  /** A number that is integral and fits, however it was written. */
  record Whole(long value) implements JsonValue {}

  /** A number that has a fraction or lies beyond 64 bits. Nothing here reads its value. */
  record OtherNumber() implements JsonValue {}

  record Bool(boolean value) implements JsonValue {}

  record Null() implements JsonValue {}

  record Array(List<JsonValue> elements) implements JsonValue {}

  record Members(Map<String, JsonValue> values) implements JsonValue {
    /** Whether there is a member of this name, be it null. */
    boolean has(String name) {
      return values.containsKey(name);
    }
  }
}
