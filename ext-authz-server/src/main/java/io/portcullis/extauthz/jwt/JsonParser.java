package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwt.JsonValue.Array;
import io.portcullis.extauthz.jwt.JsonValue.Bool;
import io.portcullis.extauthz.jwt.JsonValue.Members;
import io.portcullis.extauthz.jwt.JsonValue.Null;
import io.portcullis.extauthz.jwt.JsonValue.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON in one pass over the bytes, for the two small objects of a token. Stricter than RFC
 * 8259 where leniency has let two readers understand one token differently: names occur once (RFC
 * 7515 4), the bytes are valid UTF-8 without a mark, and depth, members and elements are limited.
 */
final class JsonParser {
  static final int MAX_DEPTH = 8;
  static final int MAX_MEMBERS = 64;
  static final int MAX_ELEMENTS = 256;
  private static final JsonValue NULL = new Null();
  private static final JsonValue TRUE = new Bool(true);
  private static final JsonValue FALSE = new Bool(false);

  private final byte[] json;
  private int at;

  private JsonParser(byte[] json) {
    this.json = json;
  }

  /** The object that these bytes hold and nothing else; null if they do not. */
  static @Nullable Members parse(byte[] json) {
    JsonParser parser = new JsonParser(json);
    parser.skipSpace();
    JsonValue value = parser.peek() == '{' ? parser.members(1) : null;
    parser.skipSpace();
    return parser.at == json.length && value instanceof Members members ? members : null;
  }

  private @Nullable JsonValue value(int depth) {
    return switch (peek()) {
      case '{' -> depth > MAX_DEPTH ? null : members(depth);
      case '[' -> depth > MAX_DEPTH ? null : array(depth);
      case '"' -> text();
      case 't' -> literal("true", TRUE);
      case 'f' -> literal("false", FALSE);
      case 'n' -> literal("null", NULL);
      default -> number();
    };
  }

  private @Nullable JsonValue members(int depth) {
    at++;
    Map<String, JsonValue> values = new HashMap<>();
    if (next('}')) {
      return new Members(values);
    }
    do {
      skipSpace();
      String name = peek() == '"' ? string() : null;
      if (name == null || !next(':')) {
        return null;
      }
      skipSpace();
      JsonValue value = value(depth + 1);
      if (value == null || values.put(name, value) != null || values.size() > MAX_MEMBERS) {
        return null;
      }
    } while (next(','));
    return next('}') ? new Members(values) : null;
  }

  private @Nullable JsonValue array(int depth) {
    at++;
    List<JsonValue> elements = new ArrayList<>();
    if (next(']')) {
      return new Array(elements);
    }
    do {
      skipSpace();
      JsonValue value = value(depth + 1);
      if (value == null || elements.size() == MAX_ELEMENTS) {
        return null;
      }
      elements.add(value);
    } while (next(','));
    return next(']') ? new Array(elements) : null;
  }

  private @Nullable JsonValue text() {
    String string = string();
    return string == null ? null : new Text(string);
  }

  private @Nullable String string() {
    JsonString string = JsonString.read(json, at + 1);
    if (string == null) {
      return null;
    }
    at = string.end();
    return string.value();
  }

  private @Nullable JsonValue literal(String word, JsonValue meaning) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (peek() != word.charAt(i)) {
        return null;
      }
    }
    return meaning;
  }

  private @Nullable JsonValue number() {
    int from = at;
    at = JsonNumber.end(json, from);
    return at < 0 ? null : JsonNumber.value(json, from, at);
  }

  private boolean next(char expected) {
    skipSpace();
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  private void skipSpace() {
    for (int c = peek(); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek()) {
      at++;
    }
  }

  private int peek() {
    return at >= 0 && at < json.length ? json[at] : -1;
  }
}
