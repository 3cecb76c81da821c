package io.portcullis.extauthz.envoy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a check answered, as a test reads it. */
public record Answer(CheckResponse response) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** {@code ok}, or the status and the code: {@code 401 token_invalid}. */
  public String summary() {
    return allowed() ? "ok" : status() + " " + body().path("code").asText();
  }

  public boolean allowed() {
    return response.getStatus().getCode() == 0 && response.hasOkResponse();
  }

  public int status() {
    return response.getDeniedResponse().getStatus().getCodeValue();
  }

  public JsonNode body() {
    try {
      return JSON.readTree(response.getDeniedResponse().getBody());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A text of the dynamic metadata. */
  public String metadata(String name) {
    return response.getDynamicMetadata().getFieldsOrThrow(name).getStringValue();
  }

  /** The headers of a denial. */
  public Map<String, String> headers() {
    return map(response.getDeniedResponse().getHeadersList());
  }

  /** The headers that the upstream gets from us. */
  public Map<String, String> upstream() {
    return map(response.getOkResponse().getHeadersList());
  }

  public List<String> removed() {
    return new ArrayList<>(response.getOkResponse().getHeadersToRemoveList());
  }

  private static Map<String, String> map(List<HeaderValueOption> options) {
    Map<String, String> map = new LinkedHashMap<>();
    for (HeaderValueOption option : options) {
      if (option.getAppendAction()
          != HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD) {
        throw new IllegalStateException("does not overwrite: " + option);
      }
      map.put(option.getHeader().getKey(), option.getHeader().getValue());
    }
    return map;
  }
}
