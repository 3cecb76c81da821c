package io.portcullis.extauthz.envoy;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.decision.IdentityClaim;
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

  /** Who a decision is about; nothing if nobody is known. */
  static Struct.Builder describe(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous _ -> Struct.newBuilder();
      case Caller.Workload _ -> named(caller, "", List.of());
      case Caller.Bearer bearer -> named(caller, bearer.tenant(), bearer.scopes());
    };
  }

  private static Struct.Builder named(Caller caller, String tenant, List<String> scopes) {
    return Struct.newBuilder()
        .putFields("sub", text(caller.value(IdentityClaim.SUBJECT)))
        .putFields("sid", text(caller.value(IdentityClaim.SESSION)))
        .putFields("client_id", text(caller.value(IdentityClaim.CLIENT)))
        .putFields("tenant", text(tenant))
        .putFields("scopes", list(scopes));
  }
}
