package io.portcullis.kit.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 4096}, {@code 64KiB}, {@code 16MiB} or {@code 2GiB}.
 *
 * @param bytes at least 0
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  static final String FORM = "[0-9]{1,12}(B|KiB|MiB|GiB)?";
  private static final Pattern PATTERN = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)?");

  /** {@code kib} times 1,024 bytes. */
  public static DataSize ofKiB(long kib) {
    return new DataSize(Math.multiplyExact(kib, 1024L));
  }

  /** Reads the written form. */
  @JsonCreator
  public static DataSize parse(String text) {
    Matcher matcher = PATTERN.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write it like 4096, 64KiB or 16MiB");
    }
    long unit =
        switch (matcher.group(2)) {
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          case null, default -> 1L;
        };
    return new DataSize(Long.parseLong(matcher.group(1)) * unit);
  }

  /** As an {@code int}, for APIs that take no more. */
  public int toIntBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    if (bytes > 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes > 0 && bytes % (1L << 10) == 0 ? (bytes >> 10) + "KiB" : Long.toString(bytes);
  }
}
