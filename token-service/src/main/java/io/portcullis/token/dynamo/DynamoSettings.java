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
 */
public record DynamoSettings(
    Optional<URI> endpoint, String region, String tablePrefix, Duration clockError) {}
