package io.portcullis.quickstart.faults;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.portcullis.quickstart.client.Metrics;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An ext-authz-server, asked as Envoy asks it. */
final class CheckNode implements AutoCloseable {
  /** Longer than any pause, so that the answer after it is seen. */
  private static final int PATIENCE_SECONDS = 60;

  private final ServerNode server;
  private final Mode mode;
  private final int grpcPort;
  private final Path snapshot;
  private final Metrics metrics;
  private volatile ManagedChannel channel;

  CheckNode(ServerNode server, Mode mode, int grpcPort, Path snapshot, Metrics metrics) {
    this.server = server;
    this.mode = mode;
    this.grpcPort = grpcPort;
    this.snapshot = snapshot;
    this.metrics = metrics;
    this.channel = connect();
  }

  ServerNode server() {
    return server;
  }

  Mode mode() {
    return mode;
  }

  /** Where it keeps what it knows. */
  Path snapshot() {
    return snapshot;
  }

  Metrics metrics() {
    return metrics;
  }

  /** Connects at once to a process that was started anew, not after the old one's backoff. */
  void reconnect() {
    ManagedChannel old = channel;
    channel = connect();
    old.shutdownNow();
  }

  /** The code of the denial; {@code ok}; or {@code no_answer}, for which Envoy answers 503. */
  String ask(String policy, String token) {
    try {
      CheckResponse response =
          AuthorizationGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .check(request(policy, token));
      return response.hasOkResponse()
          ? "ok"
          : response
              .getDeniedResponse()
              .getBody()
              .replaceAll("(?s).*\"code\":\"([a-z_]+)\".*", "$1");
    } catch (StatusRuntimeException unanswered) {
      return "no_answer";
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
  }

  private static CheckRequest request(String policy, String token) {
    HeaderValue credential =
        HeaderValue.newBuilder()
            .setKey("authorization")
            .setRawValue(ByteString.copyFromUtf8("Bearer " + token))
            .build();
    AttributeContext.HttpRequest http =
        AttributeContext.HttpRequest.newBuilder()
            .setMethod("GET")
            .setPath("/a")
            .setHost("example.com")
            .setHeaderMap(HeaderMap.newBuilder().addHeaders(credential))
            .build();
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .putContextExtensions("policy", policy)
                .setRequest(AttributeContext.Request.newBuilder().setHttp(http)))
        .build();
  }
}
