package io.portcullis.token.dynamo;

import io.portcullis.testkit.DynamoDbLocal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Connections that wait: not how busy the build machine is, but what is answered, is tested. */
public final class LocalDynamo {
  /** The most by which clocks may differ. */
  public static final Duration CLOCK_ERROR = Duration.ofSeconds(1);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private LocalDynamo() {}

  /** By the clock of the machine. */
  public static DynamoConnection connect(DynamoDbLocal dynamo, String tablePrefix) {
    return connect(dynamo, tablePrefix, InstantSource.system());
  }

  /** As an instance whose clock says this. */
  public static DynamoConnection connect(
      DynamoDbLocal dynamo, String tablePrefix, InstantSource clock) {
    return DynamoConnection.open(
        new DynamoSettings(
            Optional.of(dynamo.endpoint()), "us-east-1", tablePrefix, CLOCK_ERROR, TIMEOUT, 128),
        clock,
        new SecureRandom());
  }
}
