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
 * until the end would copy them twice, and cost more than a full parse.
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
      byte[] rest = stream.readAllBytes(); // nothing, unless the message came compressed
      return rest.length == 0 && read == message.length ? message : join(message, read, rest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] join(byte[] begin, int length, byte[] rest) {
    byte[] whole = Arrays.copyOf(begin, length + rest.length);
    System.arraycopy(rest, 0, whole, length, rest.length);
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
