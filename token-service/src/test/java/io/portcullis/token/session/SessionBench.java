package io.portcullis.token.session;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.MutableClock;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoFaults;
import io.portcullis.token.dynamo.LocalDynamo;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Sessions on DynamoDB Local, with a clock to set and faults to inject. */
final class SessionBench implements AutoCloseable {
  static final String APP = "portcullis-app";
  static final Duration GRACE = Duration.ofSeconds(10);
  static final SessionLimits LIMITS =
      new SessionLimits(Duration.ofHours(1), Duration.ofHours(8), GRACE);

  final MutableClock clock = MutableClock.at(Instant.now());
  final RefreshTokens tokens;
  final DynamoFaults faults;
  final DynamoSessionStore store;
  final RefreshRotation rotation;
  private final DynamoConnection connection;

  SessionBench(DynamoDbLocal dynamo, String keyFile) {
    this(dynamo, keyFile, List.of());
  }

  SessionBench(DynamoDbLocal dynamo, String keyFile, List<String> withdrawn) {
    this.connection = LocalDynamo.connect(dynamo, "t-", clock);
    this.faults = new DynamoFaults(connection.client());
    DynamoConnection faulty =
        new DynamoConnection(faults.client(), "t-", connection.clockGuard(), new SecureRandom());
    this.tokens =
        new RefreshTokens(RefreshTokenKeys.parse(keyFile).without(withdrawn), new SecureRandom());
    this.store = new DynamoSessionStore(faulty, tokens, LIMITS, clock);
    this.rotation = new RefreshRotation(tokens, store, LIMITS, clock);
    store.createTable();
  }

  static String keyLine(String id, int fill) {
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, (byte) fill);
    return id + ":" + Base64.getEncoder().encodeToString(key);
  }

  DynamoConnection connection() {
    return connection;
  }

  SessionDraft open(String user) {
    return store.open(
        new NewSession(
            "default",
            user,
            APP,
            List.of("openid", "read"),
            "api",
            List.of("pwd"),
            clock.millis(),
            clock.millis(),
            Device.unknown()));
  }

  RotationResult rotate(RefreshToken token) {
    return rotate(token.value(), APP);
  }

  RotationResult rotate(String token, String clientId) {
    return rotation.rotate(token, terms(clientId));
  }

  RefreshTerms terms(String clientId) {
    return new RefreshTerms(clientId, Optional.empty(), true, clock.millis());
  }

  /** Rotates and expects to have won. */
  RefreshToken rotated(RefreshToken token) {
    return rotated(token, terms(APP));
  }

  RefreshToken rotated(RefreshToken token, RefreshTerms terms) {
    return switch (rotation.rotate(token.value(), terms)) {
      case RotationResult.Rotated(Session session, RefreshToken next) -> next;
      case RotationResult other -> throw new AssertionError("not rotated: " + other);
    };
  }

  @Override
  public void close() {
    connection.close();
  }
}
