package io.portcullis.quickstart.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends bytes that no decent HTTP client would, on a connection of their own. */
final class RawHttp {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)");
  private static final int TIMEOUT_MILLIS = 5_000;

  private RawHttp() {}

  /**
   * What came back.
   *
   * @param status 0 if the connection was closed without an answer
   * @param head status line and headers, in lower case
   * @param body as JSON; a missing node if there is none
   */
  record Reply(int status, String head, JsonNode body) {
    String code() {
      return body.path("code").asText("");
    }

    /** All values of a header that reached the upstream, joined by " | "; "" if none did. */
    String echoed(String header) {
      JsonNode values = body.path("headers").path(header);
      return String.join(" | ", values.valueStream().map(JsonNode::asText).toList());
    }

    boolean reachedTheUpstream() {
      return body.has("headers");
    }
  }

  /** GET of a path with these header lines, each ending in CR LF, taken as ISO 8859-1. */
  static Reply get(int port, String path, String headerLines) throws IOException {
    return send(port, "GET " + path + " HTTP/1.1\r\nHost: api\r\n" + headerLines + "\r\n");
  }

  static Reply send(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      write(socket, request);
      return read(socket.getInputStream(), !request.startsWith("HEAD "));
    }
  }

  private static void write(Socket socket, String request) {
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (IOException refusedMeanwhile) {
      // Too long a request is answered before it is read to its end; the answer is what counts.
    }
  }

  private static Reply read(InputStream in, boolean hasBody) throws IOException {
    String head = readHead(in);
    if (head.isEmpty()) {
      return new Reply(0, "", JSON.missingNode());
    }
    int status = Integer.parseInt(head.substring(9, 12));
    return new Reply(status, head, hasBody ? readBody(in, head) : JSON.missingNode());
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    try {
      while (head.indexOf("\r\n\r\n") < 0) {
        int octet = in.read();
        if (octet < 0) {
          return "";
        }
        head.append((char) octet);
      }
    } catch (java.net.SocketException reset) {
      return "";
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }

  private static JsonNode readBody(InputStream in, String head) throws IOException {
    Matcher length = LENGTH.matcher(head);
    byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
    boolean json = head.contains("json");
    return json ? JSON.readTree(body) : JSON.missingNode();
  }
}
