package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.stub.StreamObserver;

/** Asks a service what Envoy would, bytes in and bytes out, so that its path is warm before. */
public final class SelfCheck {
  private final AuthorizationService service;

  /** Asks this service. */
  public SelfCheck(AuthorizationService service) {
    this.service = service;
  }

  /** Whether a request that bears this token passes under the default policy. */
  public boolean allows(String token) {
    try {
      Received received = new Received();
      service.check(CheckRequest.parseFrom(request(token)), received);
      return received.allowed;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("it was written by the same class", e);
    }
  }

  private static byte[] request(String token) {
    HeaderMap.Builder headers = HeaderMap.newBuilder();
    add(headers, ":method", "GET");
    add(headers, ":path", "/");
    add(headers, "authorization", "Bearer " + token);
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .setRequest(
                    AttributeContext.Request.newBuilder()
                        .setHttp(
                            AttributeContext.HttpRequest.newBuilder()
                                .setMethod("GET")
                                .setPath("/")
                                .setHost("localhost")
                                .setHeaderMap(headers))))
        .build()
        .toByteArray();
  }

  private static void add(HeaderMap.Builder headers, String name, String value) {
    headers.addHeaders(
        HeaderValue.newBuilder().setKey(name).setRawValue(ByteString.copyFrom(value, ISO_8859_1)));
  }

  private static final class Received implements StreamObserver<CheckResponse> {
    private boolean allowed;

    @Override
    public void onNext(CheckResponse response) {
      // Written as it would be sent.
      allowed = response.toByteArray().length > 0 && response.hasOkResponse();
    }

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException("a check always answers", failure);
    }

    @Override
    public void onCompleted() {}
  }
}
