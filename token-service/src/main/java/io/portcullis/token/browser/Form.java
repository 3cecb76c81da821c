package io.portcullis.token.browser;

import io.portcullis.token.http.AuthorizationRequests;
import io.portcullis.token.http.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a form or a query says. */
record Form(Map<String, List<String>> fields) {
  static Form of(String encoded) {
    return new Form(AuthorizationRequests.parse(encoded));
  }

  /** The body of a POST, if it is a form, otherwise the query. */
  static Form of(Call call) {
    if (!call.method().equals("POST")) {
      return of(call.query());
    }
    return call.mediaType().equals("application/x-www-form-urlencoded") ? of(call.body()) : of("");
  }

  /** A field that was sent once; an empty one counts as none (RFC 6749 section 3.1). */
  Optional<String> one(String name) {
    List<String> values = fields.getOrDefault(name, List.of());
    return values.size() == 1
        ? Optional.of(values.getFirst()).filter(v -> !v.isEmpty())
        : Optional.empty();
  }

  String text(String name) {
    return one(name).orElse("");
  }
}
