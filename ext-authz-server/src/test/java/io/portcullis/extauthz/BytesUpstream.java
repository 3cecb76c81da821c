package io.portcullis.extauthz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API that answers each request with the very bytes that reached it, trailers and all: no
 * server's reading of HTTP stands between what Envoy sends and what a test sees.
 */
final class BytesUpstream implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");

  private final ServerSocket socket;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  private BytesUpstream(ServerSocket socket) {
    this.socket = socket;
  }

  static BytesUpstream start() throws IOException {
    BytesUpstream upstream =
        new BytesUpstream(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(upstream::accept);
    return upstream;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** All bytes of all connections so far, as ISO 8859-1. */
  String seen() {
    return seen.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Recorded in = new Recorded(new BufferedInputStream(connection.getInputStream()));
      while (true) {
        byte[] request = in.request();
        connection
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\ncontent-length: " + request.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().write(request);
      }
    } catch (IOException gone) {
      // Envoy closes what it no longer needs.
    }
  }

  /** What is read of one connection is kept, for the answer and for the test. */
  private final class Recorded {
    private final InputStream in;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();

    Recorded(InputStream in) {
      this.in = in;
    }

    byte[] request() throws IOException {
      request.reset();
      StringBuilder head = new StringBuilder();
      for (String line = line(); !line.isEmpty(); line = line()) {
        head.append(line.toLowerCase(Locale.ROOT)).append('\n');
      }
      body(head.toString());
      return request.toByteArray();
    }

    private void body(String head) throws IOException {
      Matcher length = LENGTH.matcher(head);
      if (length.find()) {
        octets(Integer.parseInt(length.group(1)));
      } else if (head.contains("transfer-encoding: chunked")) {
        chunks();
      }
    }

    private void chunks() throws IOException {
      for (int size = size(); size > 0; size = size()) {
        octets(size);
        line();
      }
      while (!line().isEmpty()) {
        // A trailer.
      }
    }

    private int size() throws IOException {
      return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (char c = octet(); c != '\n'; c = octet()) {
        line.append(c);
      }
      return line.toString().trim();
    }

    private void octets(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        octet();
      }
    }

    private char octet() throws IOException {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException();
      }
      request.write(octet);
      seen.write(octet);
      return (char) octet;
    }
  }
}
