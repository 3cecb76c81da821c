package io.portcullis.extauthz.bench;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The measure of all load figures: grpc-java as it comes, which parses each request and says yes
 * without looking. Usage: {@code NoOpAuthzServer PORT}, on the loopback address.
 */
public final class NoOpAuthzServer extends AuthorizationGrpc.AuthorizationImplBase {
  private static final CheckResponse YES =
      CheckResponse.newBuilder().setOkResponse(OkHttpResponse.getDefaultInstance()).build();

  private NoOpAuthzServer() {}

  /** Serves until it is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    Server server =
        NettyServerBuilder.forAddress(address)
            .directExecutor()
            .addService(new NoOpAuthzServer())
            .build()
            .start();
    server.awaitTermination();
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> responses) {
    responses.onNext(YES);
    responses.onCompleted();
  }
}
