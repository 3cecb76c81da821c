package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The keys that sign tokens.
 *
 * @param algorithm of keys made from now on
 * @param rs256 whether RS256 keys are kept besides, for who asks for them
 * @param keyFile a JWK set, made when it is missing; of mode local
 * @param jwksMaxAge for how long a verifier may keep the published keys
 */
public record SigningConfig(
    Mode mode,
    Algorithm algorithm,
    Boolean rs256,
    Path keyFile,
    Duration jwksMaxAge,
    SigningRotationConfig rotation,
    SigningKmsConfig kms) {
  /** Where the private keys are. */
  public enum Mode {
    @JsonProperty("local")
    LOCAL,
    @JsonProperty("kms-wrapped")
    KMS_WRAPPED,
    @JsonProperty("kms-direct")
    KMS_DIRECT
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
    rs256 = or(rs256, false);
    keyFile = or(keyFile, Path.of("/var/lib/portcullis/signing-keys.json"));
    jwksMaxAge =
        between(
            "jwks_max_age",
            or(jwksMaxAge, Duration.ofMinutes(5)),
            Duration.ofSeconds(1),
            Duration.ofHours(12));
    that(
        mode != Mode.KMS_WRAPPED || kms.keyId() != null,
        "kms.key_id",
        "must name the key in KMS that wraps the signing keys");
    that(
        mode != Mode.KMS_DIRECT || algorithm == Algorithm.ES256,
        "algorithm",
        "must be ES256 where KMS signs");
    that(
        rotation.publishAhead().compareTo(jwksMaxAge.multipliedBy(2)) >= 0,
        "rotation.publish_ahead",
        "must be at least twice jwks_max_age: until then a verifier may rightly not know the key");
  }
}
