package io.portcullis.extauthz.envoy;

import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import java.util.List;

/** Values of the dynamic metadata, which Envoy's access log and later filters read. */
final class MetadataValues {
  private MetadataValues() {}

  static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  static Value number(double number) {
    return Value.newBuilder().setNumberValue(number).build();
  }

  static Value list(List<String> texts) {
    ListValue.Builder list = ListValue.newBuilder();
    for (int i = 0; i < texts.size(); i++) {
      list.addValues(text(texts.get(i)));
    }
    return Value.newBuilder().setListValue(list).build();
  }
}
