package io.portcullis.token.http;

import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A revocation as an operator orders it. */
record RevocationOrder(RevocationRequest request, String reason) {
  String typeName() {
    return request.type().name().toLowerCase(Locale.ROOT);
  }

  Map<String, Object> toJson(RevocationOutcome.Revoked revoked) {
    List<Map<String, Object>> positions =
        revoked.positions().stream()
            .map(position -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("shard", position.shard());
              json.put("sequence", position.sequence());
              return json;
            })
            .toList();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", typeName());
    json.put("id", request.id());
    json.put("revoked_at", Timestamps.rfc3339(revoked.revokedAtMillis()));
    json.put("positions", positions);
    json.put("propagated", revoked.propagated());
    return json;
  }
}
