package io.portcullis.token.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went wrong, for machines and people (RFC 9457).
 *
 * @param code stable name, the same in documents and metrics
 * @param detail one sentence that repeats nothing secret
 */
record Problem(int status, String code, String detail) {
  static Problem validationFailed(String detail) {
    return new Problem(400, "validation_failed", detail);
  }

  static Problem unavailable() {
    return new Problem(503, "unavailable", "Nothing was decided; try again shortly.");
  }

  static Problem credentialMissing() {
    return new Problem(401, "credential_missing", "A bearer token is needed.");
  }

  static Problem tokenInvalid() {
    return new Problem(401, "token_invalid", "The bearer token is not valid here.");
  }

  /** As one member of a larger answer. */
  Map<String, Object> toJson(String requestId) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "about:blank");
    json.put("title", title());
    json.put("status", status);
    json.put("code", code);
    json.put("detail", detail);
    json.put("request_id", requestId);
    return json;
  }

  Reply reply(Call call) {
    return reply(call.requestId());
  }

  Reply reply(String requestId) {
    return Reply.of(status, "application/problem+json", Json.write(toJson(requestId)));
  }

  private String title() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
