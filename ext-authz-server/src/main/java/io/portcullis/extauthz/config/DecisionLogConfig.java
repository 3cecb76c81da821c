package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import java.nio.file.Path;
import java.util.List;

/**
 * The log of decisions, one JSON object a line.
 *
 * @param output {@code off}, {@code stdout} or a file
 * @param allowedOneIn one in so many yeses is logged, 0 for none; every denial is
 * @param hashKeyFile the key under which ids are hashed; empty for one drawn at start
 * @param mask fields left out
 */
public record DecisionLogConfig(
    String output, Integer allowedOneIn, Path hashKeyFile, List<String> mask) {
  /** What may be left out; the rest is what the log is for. */
  public static final List<String> MASKABLE =
      List.of(
          "request_id",
          "method",
          "path",
          "host",
          "source_address",
          "issuer",
          "key",
          "tenant",
          "subject",
          "session",
          "client",
          "token");

  private static final int MOST_ONE_IN = 1_000_000_000;

  /** Off unless asked for. */
  public DecisionLogConfig {
    output = ConfigCheck.notBlank("output", ConfigCheck.or(output, "off"));
    ConfigCheck.that(
        output.equals("off") || output.equals("stdout") || output.contains("/"),
        "output",
        "'" + output + "' is neither off nor stdout nor a path like ./decisions.log");
    allowedOneIn =
        ConfigCheck.between("allowed_one_in", ConfigCheck.or(allowedOneIn, 0), 0, MOST_ONE_IN);
    hashKeyFile = ConfigCheck.or(hashKeyFile, Path.of(""));
    mask = Lists.each("mask", ConfigCheck.or(mask, List.of()), s -> maskable(s));
  }

  private static String maskable(String field) {
    if (!MASKABLE.contains(field)) {
      throw new IllegalArgumentException(
          "'" + field + "' cannot be masked; allowed: " + String.join(", ", MASKABLE));
    }
    return field;
  }
}
