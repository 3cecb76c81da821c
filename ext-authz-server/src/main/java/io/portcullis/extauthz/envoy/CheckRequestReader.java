package io.portcullis.extauthz.envoy;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.request.AuthorizationRequest;
import io.portcullis.extauthz.request.RequestHeaders;
import java.util.List;
import java.util.Map;

/**
 * Reads Envoy's question. The raw headers are read where they are present, for they alone tell
 * repeated headers apart; the map of text otherwise.
 */
public final class CheckRequestReader {
  private static final String AUTHORIZATION = "authorization";
  private static final String POLICY = "policy";

  private final OwnedHeaders owned;

  /** Watches over these headers. */
  public CheckRequestReader(OwnedHeaders owned) {
    this.owned = owned;
  }

  /** Reads a message in which anything may be missing. */
  AuthorizationRequest read(CheckRequest check) {
    AttributeContext attributes = check.getAttributes();
    AttributeContext.HttpRequest http = attributes.getRequest().getHttp();
    List<HeaderValue> raw = http.getHeaderMap().getHeadersList();
    Map<String, String> merged = http.getHeadersMap();
    RequestHeaders headers = raw.isEmpty() ? new MergedHeaders(merged) : new RawHeaders(raw);
    boolean consistent =
        !hasAlias(raw) && !hasAlias(merged) && (raw.isEmpty() || agree(raw, merged, headers));
    return new AuthorizationRequest(
        http.getMethod(),
        http.getPath(),
        http.getHost(),
        http.getId(),
        attributes.getContextExtensionsMap().getOrDefault(POLICY, ""),
        consistent,
        headers);
  }

  private boolean hasAlias(List<HeaderValue> raw) {
    for (int i = 0; i < raw.size(); i++) {
      if (owned.isAlias(raw.get(i).getKey())) {
        return true;
      }
    }
    return false;
  }

  private boolean hasAlias(Map<String, String> merged) {
    for (String name : merged.keySet()) {
      if (owned.isAlias(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether both places say the same wherever it matters: the credential and the owned headers. */
  private boolean agree(
      List<HeaderValue> raw, Map<String, String> merged, RequestHeaders rawHeaders) {
    if (merged.isEmpty()) {
      return true;
    }
    RequestHeaders mergedHeaders = new MergedHeaders(merged);
    for (String name : merged.keySet()) {
      if (matters(name) && !agree(HeaderNames.lower(name), rawHeaders, mergedHeaders)) {
        return false;
      }
    }
    for (int i = 0; i < raw.size(); i++) {
      String name = raw.get(i).getKey();
      if (matters(name) && !agree(HeaderNames.lower(name), rawHeaders, mergedHeaders)) {
        return false;
      }
    }
    return true;
  }

  private static boolean agree(String name, RequestHeaders one, RequestHeaders other) {
    return one.count(name) == other.count(name) && one.first(name).equals(other.first(name));
  }

  private boolean matters(String name) {
    return HeaderNames.same(AUTHORIZATION, name) || owned.owns(name);
  }
}
