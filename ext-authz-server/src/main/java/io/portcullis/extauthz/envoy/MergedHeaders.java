package io.portcullis.extauthz.envoy;

import io.portcullis.extauthz.request.RequestHeaders;
import java.util.Map;

/**
 * The headers as a map of text, where Envoy has joined repeated ones by a comma. Envoy writes the
 * names in lower case; somebody else may not.
 */
final class MergedHeaders implements RequestHeaders {
  private final Map<String, String> fields;

  MergedHeaders(Map<String, String> fields) {
    this.fields = fields;
  }

  @Override
  public int count(String name) {
    int count = 0;
    for (String key : fields.keySet()) {
      if (HeaderNames.same(name, key)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public String first(String name) {
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (HeaderNames.same(name, field.getKey())) {
        return field.getValue();
      }
    }
    return "";
  }
}
