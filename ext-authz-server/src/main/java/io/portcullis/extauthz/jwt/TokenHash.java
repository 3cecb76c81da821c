package io.portcullis.extauthz.jwt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 over every byte of a token. It stands for the token in the cache: two tokens with one
 * hash are out of reach, and a dump of the cache shows no token.
 */
record TokenHash(long a, long b, long c, long d) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Of the octets from {@code from} up to {@code to}. */
  static TokenHash of(byte[] message, int from, int to) {
    MessageDigest sha256 = sha256();
    sha256.update(message, from, to - from);
    byte[] digest = sha256.digest();
    return new TokenHash(
        (long) LONGS.get(digest, 0),
        (long) LONGS.get(digest, 8),
        (long) LONGS.get(digest, 16),
        (long) LONGS.get(digest, 24));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(a); // as good as all of them: the bits of a hash are independent
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
