package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the truth is kept.
 *
 * @param endpoint another address than AWS's own for the region
 * @param tablePrefix put before {@code accounts}, {@code sessions}, {@code revocations} and {@code
 *     outbox}
 * @param timeout of a call, with its retries
 * @param maxConnections calls of requests at a time; the revocation log has its own
 */
public record DynamoDbConfig(
    @Nullable URI endpoint,
    String region,
    String tablePrefix,
    Duration timeout,
    Integer maxConnections) {
  private static final int DEFAULT_CONNECTIONS = 128;
  private static final int MOST_CONNECTIONS = 4096;

  public DynamoDbConfig {
    that(
        endpoint == null || endpoint.getHost() != null,
        "endpoint",
        "must be a URL like http://127.0.0.1:8000");
    region = or(region, "us-east-1");
    that(region.matches("[a-z0-9-]{1,32}"), "region", "must be an AWS region like eu-central-1");
    tablePrefix = or(tablePrefix, "portcullis-");
    that(
        tablePrefix.matches("[A-Za-z0-9_.-]{0,64}"),
        "table_prefix",
        "may hold up to 64 letters, digits, dots, hyphens and underscores");
    timeout =
        between(
            "timeout",
            or(timeout, Duration.ofSeconds(3)),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));
    maxConnections = or(maxConnections, DEFAULT_CONNECTIONS);
    that(
        maxConnections >= 1 && maxConnections <= MOST_CONNECTIONS,
        "max_connections",
        "must be 1 to " + MOST_CONNECTIONS);
  }
}
