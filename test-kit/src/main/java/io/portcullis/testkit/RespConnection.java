package io.portcullis.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blocking connection that speaks RESP2, the Redis protocol: just what it takes to set a cluster
 * up and ask it.
 */
final class RespConnection implements AutoCloseable {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Socket socket;
  private final DataInputStream in;

  RespConnection(int port, Duration timeout) throws IOException {
    this.socket = new Socket();
    int millis = Math.toIntExact(timeout.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
    socket.setSoTimeout(millis);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /**
   * Sends one command and reads its answer: a String, a Long, a List of these, or null.
   *
   * @throws FixtureException if Redis answers with an error
   */
  @Nullable Object call(List<String> words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeLine(out, "*" + words.size());
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      writeLine(out, "$" + bytes.length);
      out.writeBytes(bytes);
      out.writeBytes(LINE_END);
    }
    socket.getOutputStream().write(out.toByteArray());
    return readReply();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static void writeLine(ByteArrayOutputStream out, String line) {
    out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(LINE_END);
  }

  private @Nullable Object readReply() throws IOException {
    int kind = in.read();
    String line = readLine();
    return switch (kind) {
      case '+' -> line;
      case '-' -> throw new FixtureException("Redis answered: " + line);
      case ':' -> Long.valueOf(line);
      case '$' -> readText(Integer.parseInt(line));
      case '*' -> readList(Integer.parseInt(line));
      default -> throw new IOException("not RESP: " + kind + line);
    };
  }

  private @Nullable String readText(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    in.skipNBytes(LINE_END.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private @Nullable List<@Nullable Object> readList(int size) throws IOException {
    if (size < 0) {
      return null;
    }
    List<@Nullable Object> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      items.add(readReply());
    }
    return items;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("Redis closed the connection");
      }
      line.append((char) c);
    }
    in.skipNBytes(1);
    return line.toString();
  }
}
