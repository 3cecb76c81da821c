package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.portcullis.testkit.FreePorts;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one connection may ask for; after each excess the server still serves everybody else. */
final class ListenerLimitsTest {
  private static final int CALLS = 1_000;
  private static final int RESETS = 200;

  @TempDir private Path directory = Path.of("");
  private final int port = FreePorts.next();
  private final GrpcAsker envoy = GrpcAsker.tcp(port);

  @AfterEach
  void close() {
    envoy.close();
  }

  @Test
  void refusesAMessageOverTheLimitAndNothingBelow() throws Exception {
    try (ServerUnderTest server = start("")) {
      server.awaitReady();
      assertStatus(Status.Code.RESOURCE_EXHAUSTED, () -> envoy.check("", "x".repeat(1 << 20)));
      assertStatus(Status.Code.RESOURCE_EXHAUSTED, () -> envoy.check(headers(10_000, 1)));
      assertThat(envoy.code("", "x".repeat(48 * 1024))).isEqualTo("token_invalid");
      assertThat(envoy.check(headers(1, 60 * 1024)).hasOkResponse()).isTrue();
      assertServes();
    }
  }

  @Test
  void refusesACallWithTooMuchMetadata() throws Exception {
    try (ServerUnderTest server = start("");
        RawFrames hostile = new RawFrames(port)) {
      server.awaitReady();
      hostile.open(1, "x-large", "y".repeat(9 * 1024));
      // RFC 6585 5: 431, request header fields too large; or the stream or connection is ended.
      Optional<RawFrames.Frame> answer =
          hostile.await(frame -> frame.stream() == 1 || frame.type() == RawFrames.GOAWAY);
      assertThat(answer.map(RawFrames.Frame::type))
          .isPresent()
          .get()
          .isIn(RawFrames.HEADERS, RawFrames.RST_STREAM, RawFrames.GOAWAY);
      assertThat(server.scrape()).doesNotContainPattern("portcullis_check_total\\{[^}]*} [1-9]");
      assertServes();
    }
  }

  @Test
  void refusesTheCallAfterTheMostThatOneConnectionMayHaveOpen() throws Exception {
    try (ServerUnderTest server = start("");
        RawFrames hostile = new RawFrames(port)) {
      server.awaitReady();
      for (int call = 0; call <= CALLS; call++) {
        hostile.open(2 * call + 1, "x-a", "b");
      }
      Optional<RawFrames.Frame> refused =
          hostile.await(frame -> frame.type() == RawFrames.RST_STREAM);
      assertThat(refused.map(RawFrames.Frame::stream)).contains(2 * CALLS + 1);
      assertThat(refused.map(RawFrames.Frame::resetCode)).contains(RawFrames.REFUSED_STREAM);
      assertServes();
    }
  }

  @Test
  void endsAConnectionThatResetsTooManyCalls() throws Exception {
    try (ServerUnderTest server = start("");
        RawFrames hostile = new RawFrames(port)) {
      server.awaitReady();
      for (int call = 0; call <= RESETS; call++) {
        hostile.open(2 * call + 1, "x-a", "b");
        hostile.reset(2 * call + 1);
      }
      assertGoAway(hostile);
      assertServes();
    }
  }

  @Test
  void endsAConnectionThatPingsTooOften() throws Exception {
    try (ServerUnderTest server = start("");
        RawFrames hostile = new RawFrames(port)) {
      server.awaitReady();
      for (int ping = 0; ping < 4; ping++) {
        hostile.ping();
      }
      assertGoAway(hostile);
      assertServes();
    }
  }

  @Test
  void asksForANewConnectionWhenOneHasGrownOld() throws Exception {
    try (ServerUnderTest server = start("limits: {connection_age: 1s}\n");
        RawFrames old = new RawFrames(port)) {
      server.awaitReady();
      assertThat(
              old.await(frame -> frame.type() == RawFrames.GOAWAY).map(RawFrames.Frame::goAwayCode))
          .contains(0);
      assertServes();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        "envoy.service.auth.v2.Authorization/Check",
        "envoy.service.auth.v3.Authorization/Other"
      })
  void knowsNoOtherMethod(String method) throws Exception {
    try (ServerUnderTest server = start("")) {
      server.awaitReady();
      assertStatus(Status.Code.UNIMPLEMENTED, () -> call(method));
      assertServes();
    }
  }

  @Test
  void saysNotServingWhileItDrainsAndGoesOnAnswering() throws Exception {
    ServerUnderTest server =
        ServerUnderTest.start(directory, "127.0.0.1:" + port, "", "revocation: {mode: none}", "3s");
    server.awaitReady();
    assertThat(envoy.health("")).isEqualTo(ServingStatus.SERVING);
    Thread leaving = Thread.ofPlatform().start(server::close);
    while (server.readyz().statusCode() == 200) {
      Thread.sleep(10);
    }
    for (String name : HealthService.NAMES) {
      awaitNotServing(name);
    }
    assertServes();
    leaving.join();
    assertStatus(Status.Code.UNAVAILABLE, () -> envoy.health(""));
  }

  private void awaitNotServing(String name) throws InterruptedException {
    for (int i = 0; i < 100 && envoy.health(name) == ServingStatus.SERVING; i++) {
      Thread.sleep(10);
    }
    assertThat(envoy.health(name)).isEqualTo(ServingStatus.NOT_SERVING);
  }

  private void assertServes() {
    assertThat(envoy.code("", TOKENS.mint())).isEqualTo("ok");
  }

  private static void assertGoAway(RawFrames hostile) throws Exception {
    assertThat(
            hostile
                .await(frame -> frame.type() == RawFrames.GOAWAY)
                .map(RawFrames.Frame::goAwayCode))
        .contains(RawFrames.ENHANCE_YOUR_CALM);
    assertThat(hostile.await(frame -> false)).isEmpty();
  }

  private static void assertStatus(Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  private HealthCheckResponse call(String method) {
    MethodDescriptor<HealthCheckRequest, HealthCheckResponse> descriptor =
        MethodDescriptor.<HealthCheckRequest, HealthCheckResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(ProtoUtils.marshaller(HealthCheckRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(HealthCheckResponse.getDefaultInstance()))
            .build();
    return ClientCalls.blockingUnaryCall(
        envoy.channel(), descriptor, CallOptions.DEFAULT, HealthCheckRequest.getDefaultInstance());
  }

  /** A good request with so many more headers of this length. */
  private static CheckRequest headers(int count, int length) {
    CheckRequest.Builder request = GrpcAsker.request("", TOKENS.mint()).toBuilder();
    HeaderMap.Builder headers =
        request.getAttributesBuilder().getRequestBuilder().getHttpBuilder().getHeaderMapBuilder();
    for (int i = 0; i < count; i++) {
      headers.addHeaders(HeaderValue.newBuilder().setKey("x-h-" + i).setValue("v".repeat(length)));
    }
    return request.build();
  }

  private ServerUnderTest start(String more) throws Exception {
    return ServerUnderTest.start(
        directory, "127.0.0.1:" + port, "revocation: {mode: none}\n" + more);
  }
}
