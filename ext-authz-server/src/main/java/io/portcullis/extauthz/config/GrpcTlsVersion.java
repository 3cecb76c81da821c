package io.portcullis.extauthz.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The oldest version of TLS that is spoken. */
public enum GrpcTlsVersion {
  /** RFC 5246. */
  @JsonProperty("TLSv1.2")
  V1_2,
  /** RFC 8446. */
  @JsonProperty("TLSv1.3")
  V1_3;

  /** It and what is newer, by the names that Java uses. */
  public List<String> protocols() {
    return switch (this) {
      case V1_2 -> List.of("TLSv1.3", "TLSv1.2");
      case V1_3 -> List.of("TLSv1.3");
    };
  }
}
