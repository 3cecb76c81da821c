package io.portcullis.extauthz.jwt;

/**
 * What a signature covers, and the signature: the first {@code length} bytes of {@code bytes}. The
 * arrays are shared, not copied; nobody writes to them.
 */
public final class SignedBytes {
  private final byte[] bytes;
  private final int length;
  private final byte[] signature;

  /** Takes the arrays over. */
  public SignedBytes(byte[] bytes, int length, byte[] signature) {
    this.bytes = bytes;
    this.length = length;
    this.signature = signature;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] signature() {
    return signature;
  }
}
