package io.portcullis.token.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Helidon's requests into calls and replies into its responses, and failures into answers:
 * the one place where an exception ends.
 */
final class HelidonExchange {
  private static final Logger LOG = LoggerFactory.getLogger(HelidonExchange.class);
  private static final int REQUEST_ID_BYTES = 12;

  /** What is read and dropped of a body that is too large, so that its sender hears why. */
  private static final long MAX_DROPPED_BYTES = 8L << 20;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int maxBodyBytes;
  private final BodyDeadline deadline;
  private final SourceAddress sources;
  private final CertificateSource certificates;
  private final SecureRandom random;

  HelidonExchange(
      int maxBodyBytes,
      BodyDeadline deadline,
      SourceAddress sources,
      CertificateSource certificates,
      SecureRandom random) {
    this.maxBodyBytes = maxBodyBytes;
    this.deadline = deadline;
    this.sources = sources;
    this.certificates = certificates;
    this.random = random;
  }

  Handler handler(Endpoint endpoint) {
    return (request, response) -> send(response, answer(endpoint, request));
  }

  /** The answer to what is not even a request. */
  DirectHandler.TransportResponse transportError(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    Reply reply = problem(status.code()).reply(newRequestId());
    var response =
        DirectHandler.TransportResponse.builder()
            .status(Status.create(reply.status()))
            .headers(headers)
            .entity(reply.body().getBytes(UTF_8))
            .keepAlive(false);
    reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    return response.build();
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 413 -> new Problem(413, "payload_too_large", "The request is too large.");
      case 503 -> new Problem(503, "overloaded", "Too many requests; try again shortly.");
      case 500 -> internalError();
      default -> new Problem(400, "request_malformed", "This is no HTTP request we can read.");
    };
  }

  // Whatever is thrown here is a bug of ours or broken storage; no caller sees more than that.
  @SuppressWarnings("CatchingUnchecked")
  private Reply answer(Endpoint endpoint, ServerRequest request) {
    String requestId = newRequestId();
    try {
      return endpoint.answer(call(request, requestId));
    } catch (Refusal refusal) {
      return refusal.problem().reply(requestId);
    } catch (StorageUnavailableException e) {
      LOG.warn("request {} not decided: {}", requestId, e.getMessage());
      return Problem.unavailable().reply(requestId).retryAfter(RETRY_AFTER);
    } catch (IOException e) {
      return new Problem(400, "request_malformed", "The body ended too early.").reply(requestId);
    } catch (CloseConnectionException e) {
      // The connection is gone: nobody hears an answer.
      throw e;
    } catch (RuntimeException e) {
      LOG.error("request {} failed", requestId, e);
      return internalError().reply(requestId);
    }
  }

  private static Problem internalError() {
    return new Problem(500, "internal_error", "This is our fault; it has been logged.");
  }

  private Call call(ServerRequest request, String requestId) throws IOException {
    Map<String, List<String>> headers = new HashMap<>();
    for (Header header : request.headers()) {
      headers.put(header.name().toLowerCase(Locale.ROOT), header.allValues());
    }
    Map<String, String> parameters = new HashMap<>();
    var path = request.path().pathParameters();
    path.names().forEach(name -> parameters.put(name, path.get(name)));
    return new Call(
        requestId,
        source(request, headers),
        certificates.of(
            request.remotePeer(), headers.getOrDefault("x-forwarded-client-cert", List.of())),
        request.prologue().method().text(),
        request.query().rawValue(),
        parameters,
        headers,
        body(request));
  }

  private String source(ServerRequest request, Map<String, List<String>> headers) {
    return request.remotePeer().address() instanceof InetSocketAddress peer
        ? sources.of(peer.getAddress(), headers.getOrDefault("x-forwarded-for", List.of()))
        : "";
  }

  private String body(ServerRequest request) throws IOException {
    if (!request.content().hasEntity()) {
      return "";
    }
    try {
      byte[] bytes = deadline.within(() -> bytes(request));
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(new Problem(400, "request_malformed", "The body is not UTF-8."));
    }
  }

  private byte[] bytes(ServerRequest request) throws IOException {
    try (InputStream stream = request.content().inputStream()) {
      byte[] bytes = stream.readNBytes(maxBodyBytes + 1);
      if (bytes.length > maxBodyBytes) {
        drop(stream);
        throw new Refusal(
            new Problem(
                413, "payload_too_large", "A body may have " + maxBodyBytes + " bytes here."));
      }
      return bytes;
    }
  }

  private static void drop(InputStream stream) throws IOException {
    byte[] buffer = new byte[8192];
    long dropped = 0;
    int read = stream.read(buffer);
    while (read >= 0 && dropped < MAX_DROPPED_BYTES) {
      dropped += read;
      read = stream.read(buffer);
    }
  }

  private static void send(ServerResponse response, Reply reply) {
    response.status(reply.status());
    response.header("X-Content-Type-Options", "nosniff");
    reply.headers().forEach(response::header);
    if (reply.body().isEmpty()) {
      response.send();
    } else {
      response.send(reply.body().getBytes(UTF_8));
    }
  }

  private String newRequestId() {
    byte[] id = new byte[REQUEST_ID_BYTES];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}
