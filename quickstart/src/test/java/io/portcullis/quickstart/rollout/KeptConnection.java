package io.portcullis.quickstart.rollout;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection, opened at its first request and after {@link #drop}; no retries. */
final class KeptConnection implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)");
  private static final int TIMEOUT_MILLIS = 10_000;

  private final int port;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();

  KeptConnection(int port) {
    this.port = port;
  }

  /** What came back. */
  record Answer(int status, String body) {}

  Answer get(String path, String token) throws IOException {
    String request =
        "GET " + path + " HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    open().getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String head = readHead();
    Matcher length = LENGTH.matcher(head);
    byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
    return new Answer(
        Integer.parseInt(head.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
  }

  /** Closes the connection; the next request opens another. */
  void drop() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException _) {
      // It is gone either way.
    }
    socket = null;
  }

  @Override
  public void close() {
    drop();
  }

  private Socket open() throws IOException {
    if (socket != null) {
      return socket;
    }
    Socket opened = new Socket(InetAddress.getLoopbackAddress(), port);
    opened.setTcpNoDelay(true);
    opened.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(opened.getInputStream());
    socket = opened;
    return opened;
  }

  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("closed after " + head.length() + " bytes of an answer");
      }
      head.append((char) octet);
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }
}
