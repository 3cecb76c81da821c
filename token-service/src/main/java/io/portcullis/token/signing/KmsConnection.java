package io.portcullis.token.signing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * One client for AWS KMS, with its time limits. It repeats what failed by itself: twice at most,
 * after a random part of a pause that doubles, and only while few calls fail, for each repetition
 * takes from a budget that successes fill.
 */
public final class KmsConnection implements AutoCloseable {
  /** Of a call's time; so one answer may be lost. */
  private static final int ATTEMPTS = 2;

  /** As many as may be configured at a time: who waits, waits at the guard. */
  private static final int MOST_CONNECTIONS = 1_000;

  private final KmsClient client;

  /** For tests that put a fault between. */
  KmsConnection(KmsClient client) {
    this.client = client;
  }

  /**
   * Makes the client; nothing is sent yet.
   *
   * @param endpoint an address other than the region's own; on loopback no credentials are needed
   * @param timeout of a call with all its retries
   */
  public static KmsConnection open(Optional<URI> endpoint, String region, Duration timeout) {
    var builder =
        KmsClient.builder()
            .region(Region.of(region))
            .credentialsProvider(credentials(endpoint))
            .httpClientBuilder(Apache5HttpClient.builder().maxConnections(MOST_CONNECTIONS))
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .apiCallTimeout(timeout)
                    .apiCallAttemptTimeout(timeout.dividedBy(ATTEMPTS))
                    .retryStrategy(RetryMode.STANDARD)
                    .build());
    endpoint.ifPresent(builder::endpointOverride);
    return new KmsConnection(builder.build());
  }

  /** For {@code Kms*} classes. */
  KmsClient client() {
    return client;
  }

  /** As a sentence for the operator. */
  static IOException unavailable(String what, SdkException cause) {
    return new IOException(
        "KMS " + what + ": " + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""),
        cause);
  }

  @Override
  public void close() {
    client.close();
  }

  // A stand-in on this machine takes any credentials but wants some.
  private static AwsCredentialsProvider credentials(Optional<URI> endpoint) {
    return endpoint.filter(KmsConnection::isLoopback).isPresent()
        ? StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))
        : DefaultCredentialsProvider.builder().build();
  }

  private static boolean isLoopback(URI endpoint) {
    return "127.0.0.1".equals(endpoint.getHost()) || "localhost".equals(endpoint.getHost());
  }
}
