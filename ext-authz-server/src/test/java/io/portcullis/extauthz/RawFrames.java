package io.portcullis.extauthz;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/** HTTP/2 frames by hand (RFC 9113), to ask for what no decent client would. */
final class RawFrames implements AutoCloseable {
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int REFUSED_STREAM = 7;
  static final int ENHANCE_YOUR_CALM = 11;

  private static final int END_HEADERS = 4;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  /** One frame; the code of an RST_STREAM is in bytes 0 to 3, that of a GOAWAY in 4 to 7. */
  record Frame(int type, int stream, ByteBuffer payload) {
    int resetCode() {
      return payload.getInt(0);
    }

    int goAwayCode() {
      return payload.getInt(4);
    }
  }

  RawFrames(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
    out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    write(SETTINGS, 0, 0, new byte[0]);
  }

  /** Opens a call of {@code Check} and leaves it open, with one more header. */
  void open(int stream, String name, String value) throws IOException {
    write(HEADERS, END_HEADERS, stream, callHeaders(name, value));
  }

  void reset(int stream) throws IOException {
    write(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
  }

  void ping() throws IOException {
    write(PING, 0, 0, new byte[8]);
  }

  /** The next frame of this kind; empty if the connection ends before. */
  Optional<Frame> await(Predicate<Frame> wanted) throws IOException {
    try {
      while (true) {
        Frame frame = read();
        if (wanted.test(frame)) {
          return Optional.of(frame);
        }
      }
    } catch (EOFException | SocketException closed) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Frame read() throws IOException {
    int lengthAndType = in.readInt();
    byte[] payload = new byte[lengthAndType >>> 8];
    in.readByte();
    int stream = in.readInt();
    in.readFully(payload);
    return new Frame(lengthAndType & 0xff, stream, ByteBuffer.wrap(payload));
  }

  private void write(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.putInt((payload.length << 8) | type).put((byte) flags).putInt(stream).put(payload);
    out.write(frame.array());
  }

  private static byte[] callHeaders(String name, String value) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", "POST");
    literal(block, ":scheme", "http");
    literal(block, ":path", "/envoy.service.auth.v3.Authorization/Check");
    literal(block, ":authority", "localhost");
    literal(block, "content-type", "application/grpc");
    literal(block, "te", "trailers");
    literal(block, name, value);
    return block.toByteArray();
  }

  // RFC 7541 6.2.2: a literal that is not indexed, name and value without Huffman coding.
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    text(block, name);
    text(block, value);
  }

  // RFC 7541 5.1: a length in a prefix of seven bits.
  private static void text(ByteArrayOutputStream block, String text) {
    int rest = text.length() - 127;
    block.write(Math.min(text.length(), 127));
    if (rest >= 0) {
      for (; rest >= 128; rest >>>= 7) {
        block.write((rest & 127) | 128);
      }
      block.write(rest);
    }
    block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
