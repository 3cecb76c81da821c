package io.portcullis.token.dynamo;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Two ways to DynamoDB, with one judgement of the clock.
 *
 * @param requests what clients ask for: sessions, accounts, codes. Its breaker turns them away
 *     while DynamoDB does not answer
 * @param control the revocation log and the signing keys, which few callers need soon and for
 *     everyone: on connections of its own, which no flood of requests can take, and asked always
 */
public record DynamoConnections(DynamoConnection requests, DynamoConnection control)
    implements AutoCloseable {
  private static final int CONTROL_CONNECTIONS = 64;

  /**
   * Makes the clients; nothing is sent yet.
   *
   * @param random a cryptographically strong source
   */
  public static DynamoConnections open(
      DynamoSettings settings, InstantSource clock, RandomGenerator random) {
    DynamoClockGuard guard = new DynamoClockGuard(clock, settings.clockError());
    return new DynamoConnections(
        DynamoConnection.of(
            settings,
            guard,
            random,
            DynamoBreaker.around(DynamoConnection.http(settings, settings.maxConnections()))),
        DynamoConnection.of(
            settings, guard, random, DynamoConnection.http(settings, CONTROL_CONNECTIONS)));
  }

  @Override
  public void close() {
    requests.close();
    control.close();
  }
}
