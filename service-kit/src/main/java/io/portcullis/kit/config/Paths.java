package io.portcullis.kit.config;

import java.util.Locale;

/** How keys and paths of keys are written. */
final class Paths {
  private Paths() {}

  /** {@code policies} and {@code payments} give {@code policies.payments}. */
  static String key(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** {@code issuers} and 0 give {@code issuers[0]}. */
  static String item(String path, int index) {
    return path + "[" + index + "]";
  }

  /** {@code maxStaleness} gives {@code max_staleness}. */
  static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** A key as environment variables write it: {@code x-user-id} gives {@code X_USER_ID}. */
  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
