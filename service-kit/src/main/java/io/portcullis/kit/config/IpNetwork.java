package io.portcullis.kit.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.net.InetAddress;

/**
 * Addresses that begin alike, written as {@code 10.0.0.0/8}, {@code fd00::/8} or, for one alone, as
 * the address itself (RFC 4632 section 3.1).
 *
 * @param prefixBits how many bits of an address must be those of this one
 */
public record IpNetwork(InetAddress address, int prefixBits) {
  /** Reads the written form. */
  @JsonCreator
  public static IpNetwork parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    try {
      InetAddress address = InetAddress.ofLiteral(literal);
      int all = address.getAddress().length * Byte.SIZE;
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      // To Java "10" is an address as well: 0.0.0.10.
      boolean whole = literal.contains(":") || literal.split("\\.", -1).length == 4;
      if (whole && bits >= 0 && bits <= all) {
        return new IpNetwork(address, bits);
      }
    } catch (IllegalArgumentException e) {
      // The sentence below is for this, too.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no address or network; write it like 10.0.0.0/8 or fd00::/8");
  }

  /** Whether this address is one of them. */
  public boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] asked = other.getAddress();
    if (own.length != asked.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((own[bit / Byte.SIZE] ^ asked[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefixBits;
  }
}
