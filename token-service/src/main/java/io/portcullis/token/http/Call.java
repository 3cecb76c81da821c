package io.portcullis.token.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request, read whole.
 *
 * @param requestId ours, in every problem and log line of this request
 * @param source where it comes from: an address, IPv6 without the host's part
 * @param certificate what the caller showed of itself by TLS
 * @param method in upper case
 * @param query as it came, without the question mark; may be empty
 * @param pathParameters by name
 * @param headers by name in lower case, in the order sent
 * @param body UTF-8 text, empty when there is none
 */
public record Call(
    String requestId,
    String source,
    PeerCertificate certificate,
    String method,
    String query,
    Map<String, String> pathParameters,
    Map<String, List<String>> headers,
    String body) {
  private static final String BEARER = "Bearer ";

  /** All values of a header; the name in lower case. */
  public List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** The one user agent named; empty for none or several. */
  public String userAgent() {
    List<String> values = headers("user-agent");
    return values.size() == 1 ? values.getFirst() : "";
  }

  /** The media type of the body in lower case, without parameters; empty when none is named. */
  public String mediaType() {
    String value = headers("content-type").stream().findFirst().orElse("");
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  /** The token after {@code Bearer}, if that is the one credential sent (RFC 6750 2.1). */
  Optional<String> bearer() {
    List<String> values = headers("authorization");
    return values.size() == 1
            && values.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(values.getFirst().substring(BEARER.length()))
        : Optional.empty();
  }

  public String pathParameter(String name) {
    return pathParameters.getOrDefault(name, "");
  }

  @Override
  public String toString() {
    return "Call[" + requestId + "]";
  }
}
