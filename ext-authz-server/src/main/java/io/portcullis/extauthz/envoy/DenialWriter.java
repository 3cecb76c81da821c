package io.portcullis.extauthz.envoy;

import com.google.protobuf.Struct;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.DenyReason;
import java.util.EnumMap;
import java.util.Map;

/** Writes a denial: a problem of RFC 9457 which no cache keeps. */
final class DenialWriter {
  private static final String RETRY_AFTER_SECONDS = "1";

  private final Map<DenyReason, DeniedHttpResponse> forms = new EnumMap<>(DenyReason.class);

  DenialWriter() {
    for (DenyReason reason : DenyReason.values()) {
      forms.put(reason, form(DenialForm.of(reason)));
    }
  }

  byte[] write(Denied denied, String requestId) {
    DeniedHttpResponse.Builder http = formOf(denied.reason()).toBuilder();
    String challenge = challenge(denied);
    if (!challenge.isEmpty()) {
      http.addHeaders(HeaderOptions.overwrite("www-authenticate", challenge));
    }
    http.setBody(body(denied.reason(), requestId));
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(grpcCode(http.getStatus().getCodeValue())))
        .setDeniedResponse(http)
        .setDynamicMetadata(metadata(denied))
        .build()
        .toByteArray();
  }

  private static String challenge(Denied denied) {
    String challenge = DenialForm.of(denied.reason()).challenge();
    return denied.scope().isEmpty() ? challenge : challenge + ", scope=\"" + denied.scope() + "\"";
  }

  private DeniedHttpResponse formOf(DenyReason reason) {
    DeniedHttpResponse form = forms.get(reason);
    if (form == null) {
      throw new IllegalStateException("every reason has its form");
    }
    return form;
  }

  private static DeniedHttpResponse form(DenialForm form) {
    DeniedHttpResponse.Builder http =
        DeniedHttpResponse.newBuilder()
            .setStatus(HttpStatus.newBuilder().setCode(StatusCode.forNumber(form.status())))
            .addHeaders(HeaderOptions.overwrite("content-type", "application/problem+json"))
            .addHeaders(HeaderOptions.overwrite("cache-control", "no-store"));
    if (form.status() == 503) {
      http.addHeaders(HeaderOptions.overwrite("retry-after", RETRY_AFTER_SECONDS));
    }
    return http.build();
  }

  private static String body(DenyReason reason, String requestId) {
    DenialForm form = DenialForm.of(reason);
    return "{\"type\":\"about:blank\",\"title\":\""
        + form.title()
        + "\",\"status\":"
        + form.status()
        + ",\"code\":\""
        + reason.code()
        + "\",\"request_id\":\""
        + RequestIds.printable(requestId)
        + "\"}";
  }

  /**
   * Envoy takes every code but these two for a failure of ours, and then {@code failure_mode_allow}
   * would decide (envoyproxy/envoy#34951).
   */
  private static int grpcCode(int status) {
    return status == 401 ? Code.UNAUTHENTICATED_VALUE : Code.PERMISSION_DENIED_VALUE;
  }

  private static Struct metadata(Denied denied) {
    return MetadataValues.describe(denied.caller())
        .putFields("policy", MetadataValues.text(denied.policy()))
        .putFields("decision", MetadataValues.text("deny"))
        .putFields("reason", MetadataValues.text(denied.reason().code()))
        .build();
  }
}
