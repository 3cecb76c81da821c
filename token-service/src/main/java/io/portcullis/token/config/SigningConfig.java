package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.or;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;

/**
 * The keys that sign tokens.
 *
 * @param algorithm of keys made from now on
 * @param keyFile a JWK set, made when it is missing
 */
public record SigningConfig(Mode mode, Algorithm algorithm, Path keyFile) {
  /** Where the private keys are. */
  public enum Mode {
    LOCAL
  }

  /** What the keys sign with. */
  public enum Algorithm {
    @JsonProperty("ES256")
    ES256,
    @JsonProperty("Ed25519")
    ED25519
  }

  public SigningConfig {
    mode = or(mode, Mode.LOCAL);
    algorithm = or(algorithm, Algorithm.ES256);
    keyFile = or(keyFile, Path.of("/var/lib/portcullis/signing-keys.json"));
  }
}
