package io.portcullis.envoylint.rule;

import java.util.List;
import java.util.Set;

/**
 * What the configuration has to agree with: the settings of the ext-authz-server behind it.
 *
 * @param headers that belong to the server, in lower case
 * @param prefix of further owned headers
 * @param policies the server has; empty if they are not known
 * @param credentials the kinds that some policy takes; empty if they are not known
 * @param trustsHops whether it believes the x-forwarded-client-cert of some proxies
 * @param allowNone whether a configuration may do without ext_authz
 */
public record Expectations(
    Set<String> headers,
    String prefix,
    Set<String> policies,
    Set<String> credentials,
    boolean trustsHops,
    boolean allowNone) {
  /** The server's own defaults. */
  public static final Set<String> HEADERS =
      Set.of("x-user-id", "x-session-id", "x-scopes", "x-tenant-id");

  /** The server's own default. */
  public static final String PREFIX = "x-auth-";

  /** Of a server that says nothing. */
  public static Expectations defaults() {
    return new Expectations(HEADERS, PREFIX, Set.of(), Set.of(), false, false);
  }

  /** Whether only the server may set this header. */
  boolean owns(String header) {
    return headers.contains(header) || header.startsWith(prefix);
  }

  /** Names under the prefix, standing for all of them. */
  List<String> prefixed() {
    return List.of(prefix + "a", prefix + "level-9");
  }
}
