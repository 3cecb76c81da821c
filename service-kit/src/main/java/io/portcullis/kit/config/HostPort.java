package io.portcullis.kit.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.net.InetSocketAddress;

/**
 * A TCP address, written as {@code 127.0.0.1:9080}, {@code [::1]:9080} or {@code localhost:0}.
 *
 * @param host name or address, IPv6 without brackets
 * @param port 0 to 65,535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /** Reads the written form. */
  @JsonCreator
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon > 0 ? text.substring(0, colon) : "";
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isBlank() || host.contains(":") != bracketed) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address; write it like 127.0.0.1:9080 or [::1]:9080");
    }
    return new HostPort(
        bracketed ? host.substring(1, host.length() - 1) : host,
        parsePort(text.substring(colon + 1)));
  }

  private static int parsePort(String text) {
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MAX_PORT) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException("'" + text + "' is not a port; allowed: 0 to 65535");
  }

  /** For binding or connecting; resolves the name now. */
  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
