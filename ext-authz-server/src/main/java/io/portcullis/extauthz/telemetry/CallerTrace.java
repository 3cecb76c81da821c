package io.portcullis.extauthz.telemetry;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Keeps the {@code traceparent} of the call itself, where Envoy says which of its own spans asks;
 * the one among the request's headers is the client's.
 */
public final class CallerTrace implements ServerInterceptor {
  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> CURRENT = Context.keyWithDefault("traceparent", "");

  /** The {@code traceparent} of the call under way, or the empty text. */
  static String current() {
    return CURRENT.get();
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String traceparent = headers.get(TRACEPARENT);
    return traceparent == null
        ? next.startCall(call, headers)
        : Contexts.interceptCall(
            Context.current().withValue(CURRENT, traceparent), call, headers, next);
  }
}
