package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.DataSize;
import java.time.Duration;

/**
 * Limits on what is looked at.
 *
 * @param tokenBytes a longer token is invalid by its length alone
 * @param messageBytes a longer message of Envoy ends with RESOURCE_EXHAUSTED
 * @param connectionAge how long Envoy may keep a connection, give or take a tenth
 */
public record LimitsConfig(DataSize tokenBytes, DataSize messageBytes, Duration connectionAge) {
  /** A message must be able to hold a token and its headers. */
  public LimitsConfig {
    tokenBytes =
        ConfigCheck.between(
            "token_bytes",
            ConfigCheck.or(tokenBytes, new DataSize(4096)),
            new DataSize(256),
            DataSize.ofKiB(64));
    messageBytes =
        ConfigCheck.between(
            "message_bytes",
            ConfigCheck.or(messageBytes, DataSize.ofKiB(64)),
            DataSize.ofKiB(4),
            DataSize.ofKiB(4096));
    connectionAge =
        ConfigCheck.between(
            "connection_age",
            ConfigCheck.or(connectionAge, Duration.ofHours(1)),
            Duration.ofSeconds(1),
            Duration.ofHours(24));
    ConfigCheck.that(
        messageBytes.compareTo(tokenBytes) > 0, "message_bytes", "must be more than token_bytes");
  }
}
