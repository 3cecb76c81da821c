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
 * @param timeout of a call, with its retries
 * @param maxConnections calls at a time; one more waits a moment, then it is turned away
 */
public record DynamoSettings(
    Optional<URI> endpoint,
    String region,
    String tablePrefix,
    Duration clockError,
    Duration timeout,
    int maxConnections) {}
