package io.portcullis.token.dynamo;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where DynamoDB is.
 *
 * @param endpoint an address other than the region's own, e.g. DynamoDB Local
 * @param region AWS region
 * @param tablePrefix put before every table's name
 * @param clockError the most by which two clocks may differ
 * @param maxConnections calls at a time; one more waits a moment, then it is turned away
 */
public record DynamoSettings(
    Optional<URI> endpoint,
    String region,
    String tablePrefix,
    Duration clockError,
    int maxConnections) {
  /** {@link #maxConnections} where nobody says otherwise. */
  public static final int DEFAULT_MAX_CONNECTIONS = 128;

  /** With {@link #DEFAULT_MAX_CONNECTIONS}. */
  public DynamoSettings(
      Optional<URI> endpoint, String region, String tablePrefix, Duration clockError) {
    this(endpoint, region, tablePrefix, clockError, DEFAULT_MAX_CONNECTIONS);
  }
}
