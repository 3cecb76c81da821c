package io.portcullis.token.dynamo;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;

/**
 * A client with its limits, and the clock guard that reads its answers.
 *
 * <p>Each call has a time limit, each client a number of connections, and all its retries one
 * budget: a storage that fails is not asked three times as often as one that works.
 */
public final class DynamoConnection implements AutoCloseable {
  /** Attribute by which DynamoDB tidies expired items, Unix seconds; no condition relies on it. */
  public static final String TTL = "ttl";

  private static final Duration TABLE_LIMIT = Duration.ofSeconds(30);
  private static final Duration CONNECTION_WAIT = Duration.ofMillis(250);
  private static final Duration CONNECTION_IDLE = Duration.ofSeconds(50);
  private static final int ATTEMPTS = 3;
  private static final BackoffStrategy DELAYS =
      BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofMillis(400));

  private final DynamoDbClient client;
  private final String tablePrefix;
  private final ClockGuard clockGuard;
  private final Backoff backoff;
  private final RandomGenerator random;

  /** For {@code Dynamo*} classes and for tests that put a fault between. */
  public DynamoConnection(
      DynamoDbClient client, String tablePrefix, ClockGuard clockGuard, RandomGenerator random) {
    this.client = client;
    this.tablePrefix = tablePrefix;
    this.clockGuard = clockGuard;
    this.random = random;
    this.backoff = new Backoff(random);
  }

  /**
   * Makes the client; nothing is sent yet. It stops asking a DynamoDB that is away.
   *
   * @param random a cryptographically strong source
   */
  public static DynamoConnection open(
      DynamoSettings settings, InstantSource clock, RandomGenerator random) {
    DynamoClockGuard guard = new DynamoClockGuard(clock, settings.clockError());
    return of(
        settings, guard, random, DynamoBreaker.around(http(settings, settings.maxConnections())));
  }

  /** For {@link DynamoConnections}. */
  static DynamoConnection of(
      DynamoSettings settings,
      DynamoClockGuard guard,
      RandomGenerator random,
      SdkHttpClient.Builder<?> http) {
    var builder =
        DynamoDbClient.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings))
            .httpClientBuilder(http)
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .apiCallAttemptTimeout(attempt(settings))
                    .apiCallTimeout(settings.timeout())
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .backoffStrategy(DELAYS)
                            .throttlingBackoffStrategy(DELAYS)
                            .build())
                    .addExecutionInterceptor(guard)
                    .build());
    settings.endpoint().ifPresent(builder::endpointOverride);
    return new DynamoConnection(builder.build(), settings.tablePrefix(), guard, random);
  }

  /** For {@link DynamoConnections}. */
  static SdkHttpClient.Builder<?> http(DynamoSettings settings, int maxConnections) {
    return Apache5HttpClient.builder()
        .maxConnections(maxConnections)
        .connectionAcquisitionTimeout(CONNECTION_WAIT)
        .connectionTimeout(attempt(settings))
        .connectionMaxIdleTime(CONNECTION_IDLE);
  }

  private static Duration attempt(DynamoSettings settings) {
    return settings.timeout().dividedBy(ATTEMPTS);
  }

  /** For {@code Dynamo*} classes. */
  public DynamoDbClient client() {
    return client;
  }

  /** The full name of a table. */
  public String table(String name) {
    return tablePrefix + name;
  }

  /** Whether this process may trust its clock. */
  public ClockGuard clockGuard() {
    return clockGuard;
  }

  /** How to wait before a retry. */
  public Backoff backoff() {
    return backoff;
  }

  /** 128 random bits in hexadecimal, by which a write is known again. */
  public String newId() {
    return HexFormat.of().toHexDigits(random.nextLong())
        + HexFormat.of().toHexDigits(random.nextLong());
  }

  /** Creates a table with a TTL attribute, unless it exists; for {@code Dynamo*} classes. */
  public void createTable(CreateTableRequest request) {
    try {
      client.createTable(
          request.toBuilder().overrideConfiguration(DynamoConnection::patiently).build());
    } catch (ResourceInUseException e) {
      return;
    }
    client
        .waiter()
        .waitUntilTableExists(b ->
            b.tableName(request.tableName()).overrideConfiguration(DynamoConnection::patiently));
    tidyByTime(request.tableName());
  }

  private void tidyByTime(String tableName) {
    try {
      client.updateTimeToLive(b ->
          b.tableName(tableName)
              .overrideConfiguration(DynamoConnection::patiently)
              .timeToLiveSpecification(
                  TimeToLiveSpecification.builder().attributeName(TTL).enabled(true).build()));
    } catch (DynamoDbException e) {
      // The library repeats a call whose answer was lost, and the repeat finds it done.
      if (!client
          .describeTimeToLive(b -> b.tableName(tableName))
          .timeToLiveDescription()
          .timeToLiveStatus()
          .toString()
          .startsWith("ENABL")) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** Limits for what no request waits for; for {@code Dynamo*} classes. */
  public static void patiently(AwsRequestOverrideConfiguration.Builder call) {
    call.apiCallAttemptTimeout(TABLE_LIMIT).apiCallTimeout(TABLE_LIMIT);
  }

  // DynamoDB Local takes any credentials but wants some: a demo needs no AWS account.
  private static AwsCredentialsProvider credentials(DynamoSettings settings) {
    return settings.endpoint().filter(DynamoConnection::isLoopback).isPresent()
        ? StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))
        : DefaultCredentialsProvider.builder().build();
  }

  private static boolean isLoopback(URI endpoint) {
    return "127.0.0.1".equals(endpoint.getHost()) || "localhost".equals(endpoint.getHost());
  }
}
