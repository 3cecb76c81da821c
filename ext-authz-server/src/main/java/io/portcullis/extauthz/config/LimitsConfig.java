package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.DataSize;

/**
 * Limits on what is looked at.
 *
 * @param tokenBytes a longer token is invalid by its length alone
 * @param messageBytes a longer message of Envoy ends with RESOURCE_EXHAUSTED
 */
public record LimitsConfig(DataSize tokenBytes, DataSize messageBytes) {
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
    ConfigCheck.that(
        messageBytes.compareTo(tokenBytes) > 0, "message_bytes", "must be more than token_bytes");
  }
}
