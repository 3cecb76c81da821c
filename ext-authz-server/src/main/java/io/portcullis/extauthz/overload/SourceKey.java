package io.portcullis.extauthz.overload;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;

/**
 * One who sends: an IPv4 address, or an IPv6 network of 64 bits, within which a single host can
 * take any address it likes (RFC 4291 2.5.1).
 */
final class SourceKey {
  /** All who have no IP address, like peers on a Unix socket. */
  static final long NO_ADDRESS = 0;

  private static final int IPV4_BYTES = 4;
  private static final long IPV4_MARK = 0xffffL << 32; // like ::ffff:a.b.c.d, which no network is

  private SourceKey() {}

  static long of(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      return NO_ADDRESS;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return bytes.length == IPV4_BYTES
        ? IPV4_MARK | Integer.toUnsignedLong(buffer.getInt())
        : buffer.getLong();
  }
}
