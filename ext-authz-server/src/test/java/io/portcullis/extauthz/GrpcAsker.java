package io.portcullis.extauthz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks the server what Envoy would, over a real connection. */
record GrpcAsker(ManagedChannel channel, EventLoopGroup loops) implements AutoCloseable {
  private static final MethodDescriptor<ByteString, CheckResponse> RAW_CHECK =
      AuthorizationGrpc.getCheckMethod().toBuilder(
              new Raw(), AuthorizationGrpc.getCheckMethod().getResponseMarshaller())
          .build();

  private static final class Raw implements MethodDescriptor.Marshaller<ByteString> {
    @Override
    public InputStream stream(ByteString message) {
      return message.newInput();
    }

    @Override
    public ByteString parse(InputStream stream) {
      throw new UnsupportedOperationException("only ever sent");
    }
  }

  static GrpcAsker tcp(int port) {
    return new GrpcAsker(
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build(), loop());
  }

  static GrpcAsker tls(int port, SslContext context) {
    return new GrpcAsker(
        NettyChannelBuilder.forAddress("127.0.0.1", port).sslContext(context).build(), loop());
  }

  static GrpcAsker unix(Path socket) {
    EventLoopGroup loops = loop();
    return new GrpcAsker(
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .eventLoopGroup(loops)
            .channelType(EpollDomainSocketChannel.class)
            .overrideAuthority("localhost")
            .usePlaintext()
            .build(),
        loops);
  }

  /** The code of the denial, or "ok". */
  String code(String policy, String token) {
    return code(check(policy, token));
  }

  static String code(CheckResponse response) {
    return response.hasOkResponse()
        ? "ok"
        : response.getDeniedResponse().getBody().replaceAll("(?s).*\"code\":\"([a-z_]+)\".*", "$1");
  }

  CheckResponse check(String policy, String token) {
    return check(request(policy, token));
  }

  CheckResponse check(CheckRequest request) {
    return AuthorizationGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(request);
  }

  /** Sends a message that need be no {@code CheckRequest}. */
  CheckResponse check(ByteString message) {
    return ClientCalls.blockingUnaryCall(
        channel, RAW_CHECK, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), message);
  }

  ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  static CheckRequest request(String policy, String token) {
    HeaderMap headers =
        HeaderMap.newBuilder()
            .addHeaders(
                HeaderValue.newBuilder()
                    .setKey("authorization")
                    .setRawValue(ByteString.copyFrom("Bearer " + token, ISO_8859_1)))
            .build();
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .putContextExtensions("policy", policy)
                .setRequest(
                    AttributeContext.Request.newBuilder()
                        .setHttp(
                            AttributeContext.HttpRequest.newBuilder()
                                .setMethod("GET")
                                .setPath("/a")
                                .setHost("example.com")
                                .setHeaderMap(headers))))
        .build();
  }

  private static EventLoopGroup loop() {
    return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
  }
}
