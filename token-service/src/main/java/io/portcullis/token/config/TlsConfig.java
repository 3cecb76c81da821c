package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;

/**
 * TLS on the public listener; none unless there is a certificate.
 *
 * @param certificateFile ours and its intermediates, PEM; empty for no TLS
 * @param keyFile its private key, PKCS #8, PEM
 * @param minVersion of the protocol
 * @param terminatedBy who ends TLS where callers are not on this machine
 */
public record TlsConfig(
    Path certificateFile, Path keyFile, MinVersion minVersion, End terminatedBy) {
  private static final Path NONE = Path.of("");

  /** The oldest version of TLS that is spoken. */
  public enum MinVersion {
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

  /** Who ends TLS. */
  public enum End {
    /** The listener itself. */
    LISTENER,
    /** A proxy of ours before it. */
    PROXY,
    /** Nobody: everything is in the clear. */
    NOBODY
  }

  /** Certificate and key come together. */
  public TlsConfig {
    certificateFile = or(certificateFile, NONE);
    keyFile = or(keyFile, NONE);
    minVersion = or(minVersion, MinVersion.V1_2);
    terminatedBy = or(terminatedBy, End.LISTENER);
    boolean on = !certificateFile.equals(NONE);
    that(on || keyFile.equals(NONE), "certificate_file", "is required beside key_file");
    that(!on || !keyFile.equals(NONE), "key_file", "is required beside certificate_file");
    that(
        !on || terminatedBy != End.NOBODY,
        "terminated_by",
        "cannot be nobody beside a certificate_file");
  }

  /** Whether TLS is spoken. */
  public boolean isOn() {
    return !certificateFile.equals(NONE);
  }
}
