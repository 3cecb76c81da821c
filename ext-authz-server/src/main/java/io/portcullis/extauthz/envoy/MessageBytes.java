package io.portcullis.extauthz.envoy;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Messages as the bytes they are. They are read at their exact length, which gRPC knows: reading
 * until the end, even where nothing is left, takes a buffer of 16 KiB, which costs more than the
 * whole walk over the message.
 */
final class MessageBytes implements Marshaller<byte[]> {
  @Override
  public InputStream stream(byte[] message) {
    return new Outgoing(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      byte[] message = new byte[stream.available()];
      int read = stream.readNBytes(message, 0, message.length);
      int next = stream.read();
      boolean whole = next < 0 && read == message.length;
      return whole ? message : join(message, read, next, stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A message that came compressed, whose length was not known. */
  private static byte[] join(byte[] begin, int length, int next, byte[] rest) {
    if (next < 0) {
      return Arrays.copyOf(begin, length);
    }
    byte[] whole = Arrays.copyOf(begin, length + 1 + rest.length);
    whole[length] = (byte) next;
    System.arraycopy(rest, 0, whole, length + 1, rest.length);
    return whole;
  }

  /** Hands all bytes over at once. */
  private static final class Outgoing extends ByteArrayInputStream
      implements KnownLength, Drainable {
    Outgoing(byte[] message) {
      super(message);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
