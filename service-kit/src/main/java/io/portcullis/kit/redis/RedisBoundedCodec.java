package io.portcullis.kit.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import java.nio.ByteBuffer;

/** Bytes as they are, but of a value that is too long nothing: it is not even copied. */
final class RedisBoundedCodec implements RedisCodec<byte[], byte[]> {
  private static final byte[] NOTHING = {};

  private final int maxBytes;

  RedisBoundedCodec(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public byte[] decodeKey(ByteBuffer bytes) {
    return ByteArrayCodec.INSTANCE.decodeKey(bytes);
  }

  @Override
  public byte[] decodeValue(ByteBuffer bytes) {
    return bytes.remaining() > maxBytes ? NOTHING : ByteArrayCodec.INSTANCE.decodeValue(bytes);
  }

  @Override
  public ByteBuffer encodeKey(byte[] key) {
    return ByteArrayCodec.INSTANCE.encodeKey(key);
  }

  @Override
  public ByteBuffer encodeValue(byte[] value) {
    return ByteArrayCodec.INSTANCE.encodeValue(value);
  }
}
