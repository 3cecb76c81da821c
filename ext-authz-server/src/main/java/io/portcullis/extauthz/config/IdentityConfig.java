package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.ConfigFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The headers that belong to us: on every yes each is overwritten, or removed.
 *
 * @param headers claim by header name, in lower case with {@code -}
 * @param prefix of further owned headers
 */
public record IdentityConfig(Map<String, String> headers, String prefix) {
  /** The claims that a header may show. */
  static final List<String> CLAIMS =
      List.of("sub", "sid", "scope", "tid", "client_id", "jti", "iss");

  private static final String NAME = "[a-z0-9!#$%&'*+.^`|~-]{1,64}";

  /** Our own names unless given. */
  public IdentityConfig {
    headers =
        named(
            ConfigCheck.or(
                headers,
                Map.of(
                    "x-user-id", "sub",
                    "x-session-id", "sid",
                    "x-scopes", "scope",
                    "x-tenant-id", "tid")));
    prefix = ConfigCheck.or(prefix, "x-auth-").toLowerCase(Locale.ROOT).replace('_', '-');
    ConfigCheck.that(
        prefix.matches(NAME) && prefix.length() > 2,
        "prefix",
        "'" + prefix + "' must be the beginning of a header name, of at least 3 characters");
  }

  private static Map<String, String> named(Map<String, String> written) {
    Map<String, String> headers = new LinkedHashMap<>();
    written.forEach((header, claim) -> {
      String name = header.toLowerCase(Locale.ROOT).replace('_', '-');
      if (!name.matches(NAME)) {
        throw new ConfigFault("headers." + header, "is not a header name");
      }
      if (!CLAIMS.contains(claim)) {
        throw new ConfigFault(
            "headers." + header,
            "'" + claim + "' is not a claim; allowed: " + String.join(", ", CLAIMS));
      }
      if (headers.put(name, claim) != null) {
        throw new ConfigFault("headers." + header, "is the same header as an earlier one");
      }
    });
    return Map.copyOf(headers);
  }
}
