package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwt.JsonValue.Array;
import io.portcullis.extauthz.jwt.JsonValue.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claims that may end in a header: 1 to 256 visible ASCII characters without a comma, so that no
 * value can end a header line or look like two.
 */
final class ClaimText {
  static final int MAX_CHARS = 256;
  static final int MAX_SCOPE_CHARS = 2048;

  private ClaimText() {}

  /** The text of a claim; null unless it is a string of such characters. */
  static @Nullable String of(@Nullable JsonValue claim) {
    return claim instanceof Text(String value) && isPlain(value) ? value : null;
  }

  /**
   * The scopes of a string (RFC 6749 3.3, one space between two) or of an array of strings; null if
   * the claim is neither, or too long.
   */
  static @Nullable List<String> scopes(@Nullable JsonValue claim) {
    return switch (claim) {
      case null -> List.of();
      case Text(String value) -> value.length() > MAX_SCOPE_CHARS ? null : split(value);
      case Array(List<JsonValue> elements) -> texts(elements);
      default -> null;
    };
  }

  private static @Nullable List<String> split(String value) {
    List<String> scopes = new ArrayList<>();
    for (int from = 0; from < value.length(); ) {
      int space = value.indexOf(' ', from);
      int end = space < 0 ? value.length() : space;
      String scope = value.substring(from, end);
      if (!isPlain(scope) || end + 1 == value.length()) {
        return null;
      }
      scopes.add(scope);
      from = end + 1;
    }
    return List.copyOf(scopes);
  }

  private static @Nullable List<String> texts(List<JsonValue> elements) {
    List<String> scopes = new ArrayList<>(elements.size());
    int chars = 0;
    for (JsonValue element : elements) {
      String scope = of(element);
      if (scope == null) {
        return null;
      }
      chars += scope.length() + 1;
      scopes.add(scope);
    }
    return chars > MAX_SCOPE_CHARS ? null : List.copyOf(scopes);
  }

  static boolean isPlain(String value) {
    if (value.isEmpty() || value.length() > MAX_CHARS) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < '!' || c > '~' || c == ',') {
        return false;
      }
    }
    return true;
  }
}
