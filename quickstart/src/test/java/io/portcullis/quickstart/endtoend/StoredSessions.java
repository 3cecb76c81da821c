package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.client.TokenClient;
import io.portcullis.quickstart.system.PortcullisSystem;
import io.portcullis.token.account.DynamoUserStore;
import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.account.User;
import io.portcullis.token.client.CertificateRules;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.DynamoClientStore;
import io.portcullis.token.client.RefreshRules;
import io.portcullis.token.client.TokenAlgorithms;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoSettings;
import io.portcullis.token.session.Device;
import io.portcullis.token.session.DynamoSessionStore;
import io.portcullis.token.session.NewSession;
import io.portcullis.token.session.RefreshTokenKeys;
import io.portcullis.token.session.RefreshTokens;
import io.portcullis.token.session.SessionLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Users with sessions, put into the tables of a running system as a login would, without the cost
 * of a password.
 */
final class StoredSessions implements AutoCloseable {
  private static final SessionLimits LIMITS =
      new SessionLimits(Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO);

  private final InstantSource clock = InstantSource.system();
  private final DynamoConnection connection;
  private final DynamoUserStore users;
  private final DynamoClientStore clients;
  private final DynamoSessionStore sessions;

  private StoredSessions(DynamoConnection connection, RefreshTokens tokens) {
    this.connection = connection;
    this.users = new DynamoUserStore(connection);
    this.clients = new DynamoClientStore(connection);
    this.sessions = new DynamoSessionStore(connection, tokens, LIMITS, clock);
  }

  static StoredSessions of(PortcullisSystem system) throws IOException {
    SecureRandom random = new SecureRandom();
    URI dynamoDb = system.stores().dynamoDb().endpoint();
    Path keys = system.plan().folder().resolve("refresh.keys");
    return new StoredSessions(
        DynamoConnection.open(
            new DynamoSettings(
                Optional.of(dynamoDb),
                "local",
                "demo-",
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                128),
            InstantSource.system(),
            random),
        new RefreshTokens(RefreshTokenKeys.parse(Files.readString(keys)), random));
  }

  /** A new user's session with the app; its first refresh token. */
  String open(String userId) {
    return open(userId, TokenClient.APP);
  }

  String open(String userId, String clientId) {
    EmailAddress email = EmailAddress.parse(userId + "@example.com").orElseThrow();
    users.add(new User("default", userId, Optional.of(email), Optional.of("none"), true));
    long nowMillis = clock.millis();
    return sessions
        .open(
            new NewSession(
                "default",
                userId,
                clientId,
                List.of("openid", "read"),
                "api",
                List.of("pwd"),
                nowMillis,
                nowMillis,
                Device.unknown()))
        .refreshToken()
        .value();
  }

  /** Registers a public client with a refresh grace of its own. */
  void register(String clientId, Duration refreshGrace) {
    clients.put(
        new Client(
            clientId,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of("refresh_token"),
            Set.of("openid", "read"),
            List.of(),
            List.of(),
            "api",
            Set.of(),
            Set.of(),
            new RefreshRules(Optional.of(refreshGrace), true),
            false,
            false,
            TokenAlgorithms.USUAL,
            Set.of(),
            Optional.empty(),
            CertificateRules.NONE));
  }

  /** Whether this is the one refresh token of its session that can go on. */
  boolean isCurrent(String refreshToken) {
    return sessions.findByRefreshToken(refreshToken).isPresent();
  }

  @Override
  public void close() {
    connection.close();
  }
}
