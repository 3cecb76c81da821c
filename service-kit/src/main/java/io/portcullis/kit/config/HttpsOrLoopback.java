package io.portcullis.kit.config;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rule for web addresses on whose answers trust is built: https, or http that does not leave
 * this machine.
 */
public final class HttpsOrLoopback {
  private HttpsOrLoopback() {}

  /**
   * Whether the address keeps the rule.
   *
   * @param allowInsecure lets plain http go anywhere; no other scheme is ever allowed
   */
  public static boolean allows(URI uri, boolean allowInsecure) {
    String scheme = lower(uri.getScheme());
    String host = lower(uri.getHost());
    boolean plain = scheme.equals("http") && (allowInsecure || isLoopbackHost(host));
    return !host.isEmpty() && (scheme.equals("https") || plain);
  }

  /**
   * Whether a host, IPv6 with or without brackets, is this machine. By literal only: a name that
   * resolves to loopback today may not tomorrow.
   */
  public static boolean isLoopbackHost(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.equals("::1")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  private static String lower(@Nullable String part) {
    return part == null ? "" : part.toLowerCase(Locale.ROOT);
  }
}
