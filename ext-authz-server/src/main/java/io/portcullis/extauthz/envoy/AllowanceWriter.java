package io.portcullis.extauthz.envoy;

import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.decision.IdentityClaim;
import java.util.List;
import java.util.Map;

/**
 * Writes a yes. Every owned header is either overwritten or removed, always: a header that is only
 * set when there is a value lets the client's own value through (CVE-2026-30851 of Caddy).
 */
final class AllowanceWriter {
  private static final String ALLOW = "allow";
  private static final String OK = "ok";

  private final OwnedHeaders owned;

  AllowanceWriter(OwnedHeaders owned) {
    this.owned = owned;
  }

  CheckResponse write(CheckRequest check, Allowed allowed) {
    OkHttpResponse.Builder http = OkHttpResponse.newBuilder();
    writeIdentity(allowed.caller(), http);
    removeUnclaimed(check.getAttributes().getRequest().getHttp(), http);
    return CheckResponse.newBuilder()
        .setStatus(com.google.rpc.Status.getDefaultInstance())
        .setOkResponse(http)
        .setDynamicMetadata(metadata(allowed))
        .build();
  }

  private void writeIdentity(Caller caller, OkHttpResponse.Builder http) {
    for (Map.Entry<String, IdentityClaim> header : owned.claims().entrySet()) {
      String value =
          switch (caller) {
            case Caller.Anonymous anonymous -> "";
            case Caller.Bearer bearer -> bearer.value(header.getValue());
          };
      if (value.isEmpty()) {
        http.addHeadersToRemove(header.getKey());
      } else {
        http.addHeaders(HeaderOptions.overwrite(header.getKey(), value));
      }
    }
  }

  private void removeUnclaimed(AttributeContext.HttpRequest request, OkHttpResponse.Builder http) {
    List<HeaderValue> raw = request.getHeaderMap().getHeadersList();
    for (int i = 0; i < raw.size(); i++) {
      removeIfUnclaimed(raw.get(i).getKey(), http);
    }
    for (String name : request.getHeadersMap().keySet()) {
      removeIfUnclaimed(name, http);
    }
  }

  private void removeIfUnclaimed(String name, OkHttpResponse.Builder http) {
    if (owned.isUnclaimed(name)) {
      http.addHeadersToRemove(HeaderNames.lower(name));
    }
  }

  private static Struct metadata(Allowed allowed) {
    Struct.Builder metadata =
        Struct.newBuilder()
            .putFields("policy", MetadataValues.text(allowed.policy()))
            .putFields("decision", MetadataValues.text(ALLOW))
            .putFields("reason", MetadataValues.text(OK));
    return switch (allowed.caller()) {
      case Caller.Anonymous anonymous -> metadata.build();
      case Caller.Bearer bearer -> describe(bearer, metadata).build();
    };
  }

  private static Struct.Builder describe(Caller.Bearer bearer, Struct.Builder metadata) {
    return metadata
        .putFields("sub", MetadataValues.text(bearer.value(IdentityClaim.SUBJECT)))
        .putFields("sid", MetadataValues.text(bearer.value(IdentityClaim.SESSION)))
        .putFields("client_id", MetadataValues.text(bearer.value(IdentityClaim.CLIENT)))
        .putFields("tenant", MetadataValues.text(bearer.tenant()))
        .putFields("scopes", MetadataValues.list(bearer.scopes()))
        .putFields(
            "revocation_age_ms", MetadataValues.number((double) bearer.revocationAgeMillis()));
  }
}
