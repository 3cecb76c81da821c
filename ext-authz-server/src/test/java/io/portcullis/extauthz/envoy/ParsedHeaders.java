package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Headers as a full parse gives them, one character per byte, read without a thought of speed. */
record ParsedHeaders(List<Field> fields) {
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "x-api-key", "x-forwarded-client-cert");

  record Field(String name, String value) {}

  static ParsedHeaders raw(List<HeaderValue> headers) {
    return new ParsedHeaders(
        headers.stream()
            .map(header ->
                new Field(
                    header.getKey(),
                    header.getRawValue().isEmpty()
                        ? CheckRequestReaderTest.bytes(header.getValue())
                        : header.getRawValue().toString(ISO_8859_1)))
            .toList());
  }

  static ParsedHeaders merged(Map<String, String> headers) {
    return new ParsedHeaders(
        headers.entrySet().stream()
            .map(header ->
                new Field(header.getKey(), CheckRequestReaderTest.bytes(header.getValue())))
            .toList());
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  int count(String name) {
    return (int) fields.stream().filter(field -> field.name.equalsIgnoreCase(name)).count();
  }

  String first(String name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst()
        .orElse("");
  }

  boolean hasAlias() {
    return fields.stream()
        .map(field -> new String(field.name.getBytes(UTF_8), ISO_8859_1).toLowerCase(Locale.ROOT))
        .anyMatch(name -> !plain(name).equals(name) && isOwned(plain(name)));
  }

  private static String plain(String name) {
    return name.replaceAll("[^!-~]", "").replace('_', '-');
  }

  boolean agreesWith(ParsedHeaders other) {
    return agreesOnOwn(other) && other.agreesOnOwn(this);
  }

  private boolean agreesOnOwn(ParsedHeaders other) {
    return fields.stream()
        .map(field -> field.name.toLowerCase(Locale.ROOT))
        .filter(name -> CREDENTIALS.contains(name) || isOwned(name))
        .allMatch(
            name -> count(name) == other.count(name) && first(name).equals(other.first(name)));
  }

  private static boolean isOwned(String lowerName) {
    return lowerName.equals("x-user-id") || lowerName.startsWith("x-auth-");
  }
}
