package io.portcullis.token.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Where a request comes from. {@code X-Forwarded-For} is believed as far as our own proxies wrote
 * it: each appends the address that it saw, so the one that counts stands as many places from the
 * end as there are proxies. An IPv6 host has a network of its own, of which it is one.
 */
final class SourceAddress {
  private static final int MAX_LITERAL_CHARACTERS = 45;
  private static final int NETWORK_BYTES = 8;

  private final int trustedProxies;

  SourceAddress(int trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  /**
   * The source's address in text, IPv6 without the host's part.
   *
   * @param forwardedFor all values of the header, in the order sent
   */
  String of(InetAddress peer, List<String> forwardedFor) {
    List<String> seen =
        forwardedFor.stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
    int place = seen.size() - trustedProxies;
    return trustedProxies == 0 || place < 0 ? text(peer) : text(parse(seen.get(place), peer));
  }

  private static InetAddress parse(String literal, InetAddress otherwise) {
    try {
      return literal.strip().length() > MAX_LITERAL_CHARACTERS
          ? otherwise
          : InetAddress.ofLiteral(literal.strip());
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
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
