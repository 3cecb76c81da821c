package io.portcullis.token.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where a request comes from. {@code X-Forwarded-For} is believed as far as our own proxies wrote
 * it: each appends the address that it saw, so the one that counts stands as many places from the
 * end as there are proxies. An IPv6 host has a network of its own, of which it is one.
 */
final class SourceAddress {
  /** An IPv6 address with an IPv4 one at its end, brackets and a port. */
  private static final int MAX_ENTRY_CHARACTERS = 53;

  private static final int NETWORK_BYTES = 8;

  private final int trustedProxies;
  private final Consumer<String> distrusted;

  /**
   * @param distrusted is told the address of a neighbour that is not trusted but says for whom it
   *     asks: it may be a proxy of ours that nobody has told us of
   */
  SourceAddress(int trustedProxies, Consumer<String> distrusted) {
    this.trustedProxies = trustedProxies;
    this.distrusted = distrusted;
  }

  /**
   * The source's address in text, IPv6 without the host's part.
   *
   * @param forwardedFor all values of the header, in the order sent
   */
  String of(InetAddress peer, List<String> forwardedFor) {
    if (trustedProxies == 0) {
      if (!forwardedFor.isEmpty() && isNeighbour(peer)) {
        distrusted.accept(peer.getHostAddress());
      }
      return text(peer);
    }
    List<String> seen =
        forwardedFor.stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
    int place = seen.size() - trustedProxies;
    return place < 0 ? text(peer) : text(parse(seen.get(place).strip(), peer));
  }

  private static boolean isNeighbour(InetAddress peer) {
    return peer.isLoopbackAddress()
        || peer.isSiteLocalAddress()
        || peer.isLinkLocalAddress()
        // RFC 4193: fc00::/7.
        || (peer instanceof Inet6Address && (peer.getAddress()[0] & 0xfe) == 0xfc);
  }

  private static InetAddress parse(String entry, InetAddress otherwise) {
    try {
      return entry.length() > MAX_ENTRY_CHARACTERS
          ? otherwise
          : InetAddress.ofLiteral(withoutPort(entry));
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
  }

  // 192.0.2.1:80, [2001:db8::1]:80, [2001:db8::1]: some proxies write the port as well.
  private static String withoutPort(String entry) {
    int colon = entry.lastIndexOf(':');
    boolean port =
        colon > 0
            && entry.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9')
            && (entry.charAt(colon - 1) == ']' || entry.indexOf(':') == colon);
    String host = port ? entry.substring(0, colon) : entry;
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static String text(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    try {
      byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), 16);
      return InetAddress.getByAddress(network).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
