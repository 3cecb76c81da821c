package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.request.AuthorizationRequest;
import java.util.Map;

/**
 * A decision as it waits to be logged. The texts of the request are copied and cut, so that a
 * waiting record holds no message.
 *
 * @param path without the query, where clients put secrets
 * @param positions how far each shard of the revocation log had been applied
 */
record DecisionRecord(
    long timeMillis,
    Decision decision,
    String requestId,
    String method,
    String path,
    String host,
    String sourceAddress,
    Map<String, String> positions) {
  static final int MAX_CHARS = 512;

  static DecisionRecord of(
      long timeMillis,
      Decision decision,
      AuthorizationRequest request,
      Map<String, String> positions) {
    return new DecisionRecord(
        timeMillis,
        decision,
        cut(request.requestId()),
        cut(request.method()),
        cut(withoutQuery(request.path())),
        cut(request.host()),
        cut(request.sourceAddress()),
        positions);
  }

  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }
}
