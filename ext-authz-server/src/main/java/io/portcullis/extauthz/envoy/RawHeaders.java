package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.portcullis.extauthz.request.RequestHeaders;
import java.util.List;

/** The headers as they came over the wire, repeated ones apart ({@code encode_raw_headers}). */
final class RawHeaders implements RequestHeaders {
  private final List<HeaderValue> fields;

  RawHeaders(List<HeaderValue> fields) {
    this.fields = fields;
  }

  @Override
  public int count(String name) {
    int count = 0;
    for (int i = 0; i < fields.size(); i++) {
      if (HeaderNames.same(name, fields.get(i).getKey())) {
        count++;
      }
    }
    return count;
  }

  @Override
  public String first(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (HeaderNames.same(name, fields.get(i).getKey())) {
        return value(fields.get(i));
      }
    }
    return "";
  }

  /** Envoy fills {@code raw_value}, others may fill {@code value}. */
  static String value(HeaderValue field) {
    return field.getRawValue().isEmpty()
        ? field.getValue()
        : field.getRawValue().toString(ISO_8859_1);
  }
}
