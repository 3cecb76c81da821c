package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.DataSize;
import io.portcullis.kit.config.HttpsOrLoopback;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where an issuer's keys are: exactly one of {@code uri}, {@code file} and {@code discovery}.
 *
 * @param discovery whether the issuer's own metadata says where: OpenID Connect Discovery 1.0, or
 *     RFC 8414
 * @param refresh how often they are fetched
 * @param timeout of each request of a fetch, body included
 * @param maxBytes longest answer
 * @param unknownKidInterval least time between fetches that an unknown key id asks for
 * @param allowInsecure whether plain HTTP may leave this machine
 * @param lastGoodFile where the last good answer is kept for the next start; null for nowhere
 */
public record JwksConfig(
    @Nullable URI uri,
    @Nullable Path file,
    Boolean discovery,
    Duration refresh,
    Duration timeout,
    DataSize maxBytes,
    Duration unknownKidInterval,
    Boolean allowInsecure,
    @Nullable Path lastGoodFile) {
  /** Defaults that suit an issuer which rotates keys by the day. */
  public JwksConfig {
    allowInsecure = ConfigCheck.or(allowInsecure, false);
    discovery = ConfigCheck.or(discovery, false);
    ConfigCheck.that(
        places(uri, file, discovery) == 1,
        "uri",
        "give exactly one of uri, file and discovery: true");
    ConfigCheck.that(
        uri == null || HttpsOrLoopback.allows(uri, allowInsecure),
        "uri",
        "must be https, or http to a loopback address unless allow_insecure is true");
    refresh =
        ConfigCheck.between(
            "refresh",
            ConfigCheck.or(refresh, Duration.ofMinutes(5)),
            Duration.ofSeconds(1),
            Duration.ofHours(24));
    timeout =
        ConfigCheck.between(
            "timeout",
            ConfigCheck.or(timeout, Duration.ofSeconds(2)),
            Duration.ofMillis(50),
            Duration.ofMinutes(1));
    maxBytes =
        ConfigCheck.between(
            "max_bytes",
            ConfigCheck.or(maxBytes, DataSize.ofKiB(256)),
            DataSize.ofKiB(1),
            DataSize.ofKiB(16 * 1024));
    unknownKidInterval =
        ConfigCheck.between(
            "unknown_kid_interval",
            ConfigCheck.or(unknownKidInterval, Duration.ofSeconds(30)),
            Duration.ofMillis(100),
            Duration.ofHours(1));
  }

  private static int places(@Nullable URI uri, @Nullable Path file, boolean discovery) {
    return (uri == null ? 0 : 1) + (file == null ? 0 : 1) + (discovery ? 1 : 0);
  }
}
