package io.portcullis.extauthz.credential;

import java.util.Optional;

/**
 * The name of a workload, as SPIFFE-ID 2 writes it: {@code spiffe://trust-domain/path}.
 *
 * @param trustDomain who vouches for it
 * @param text the whole, at most {@value #MAX_CHARS} characters, fit for a header
 */
public record SpiffeId(String trustDomain, String text) {
  /** Shorter than SPIFFE's 2048: it becomes a header, and those end at 256. */
  static final int MAX_CHARS = 256;

  private static final String SCHEME = "spiffe://";

  /** Reads an id; empty if the text is none. */
  public static Optional<SpiffeId> parse(String text) {
    if (!text.startsWith(SCHEME) || text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    int slash = text.indexOf('/', SCHEME.length());
    String domain = slash < 0 ? "" : text.substring(SCHEME.length(), slash);
    return isTrustDomain(domain) && isPath(text, slash)
        ? Optional.of(new SpiffeId(domain, text))
        : Optional.empty();
  }

  /** Whether this is a trust domain, SPIFFE-ID 2.1: never upper case, so that bytes compare. */
  public static boolean isTrustDomain(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> isPathCharacter(c) && !isUpperCase(c));
  }

  /** SPIFFE-ID 2.2: segments of letters, digits, dots, dashes, underscores; none is empty. */
  private static boolean isPath(String text, int from) {
    for (String segment : text.substring(from + 1).split("/", -1)) {
      boolean relative = segment.equals(".") || segment.equals("..");
      if (segment.isEmpty() || relative || !segment.chars().allMatch(SpiffeId::isPathCharacter)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPathCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || isUpperCase(c)
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }

  private static boolean isUpperCase(int c) {
    return c >= 'A' && c <= 'Z';
  }
}
