package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.util.concurrent.CompletableFuture;

/** Asks a service what Envoy would, bytes in and bytes out, so that its path is warm before. */
public final class SelfCheck {
  private final AuthorizationService service;

  /** Asks this service. */
  public SelfCheck(AuthorizationService service) {
    this.service = service;
  }

  /** Whether a request that bears this token passes under the default policy. */
  public boolean allows(String token) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    service.answer(request(token), answer::complete);
    try {
      return CheckResponse.parseFrom(answer.join()).hasOkResponse();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("we wrote it", e);
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
}
