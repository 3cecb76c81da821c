package io.portcullis.token;

import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.token.account.DynamoUserStore;
import io.portcullis.token.account.PasswordVerifier;
import io.portcullis.token.backchannel.DynamoOutbox;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.client.DynamoClientStore;
import io.portcullis.token.client.RecentClients;
import io.portcullis.token.config.DynamoDbConfig;
import io.portcullis.token.config.LimitsConfig;
import io.portcullis.token.config.SessionConfig;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoConnections;
import io.portcullis.token.dynamo.DynamoSettings;
import io.portcullis.token.revocation.DynamoRevocationCutoffs;
import io.portcullis.token.revocation.DynamoRevocationStore;
import io.portcullis.token.revocation.RevocationLogSettings;
import io.portcullis.token.session.DynamoSessionStore;
import io.portcullis.token.session.RefreshRotation;
import io.portcullis.token.session.RefreshTokens;
import io.portcullis.token.session.SessionLimits;
import java.util.Objects;
import java.util.Optional;

/** Everything that is kept in DynamoDB. */
record Storage(
    DynamoConnections connections,
    DynamoUserStore users,
    PasswordVerifier passwords,
    ClientStore clients,
    DynamoSessionStore sessions,
    RefreshRotation rotation,
    DynamoRevocationStore revocations,
    DynamoRevocationCutoffs cutoffs,
    AuthorizationStorage authorizations,
    DynamoOutbox outbox,
    OwnSessions ownSessions) {

  /** Connects, and makes sure that the tables are there. */
  static Storage open(
      TokenServiceConfig config, KeyFiles keys, Ambient ambient, boolean createTables)
      throws StartupException {
    DynamoConnections connections =
        DynamoConnections.open(settings(config), ambient.clock(), ambient.random());
    Storage storage = wire(config, keys, ambient, connections);
    DynamoTables tables = new DynamoTables(connections.control(), config.dynamodb());
    try {
      if (createTables) {
        tables.create(
            storage.users::createTable,
            storage.sessions::createTable,
            storage.revocations::createTable,
            storage.outbox::createTable);
      }
      tables.check("accounts", "sessions", "revocations", "outbox");
      return storage;
    } catch (StartupException e) {
      storage.close();
      throw e;
    }
  }

  void close() {
    passwords.close();
    connections.close();
  }

  private static Storage wire(
      TokenServiceConfig config, KeyFiles keys, Ambient ambient, DynamoConnections connections) {
    DynamoConnection connection = connections.requests();
    DynamoUserStore users = new DynamoUserStore(connection);
    RefreshTokens tokens = new RefreshTokens(keys.refresh(), ambient.random());
    SessionLimits limits = limits(config.session());
    DynamoSessionStore sessions =
        new DynamoSessionStore(connection, tokens, limits, ambient.clock());
    RevocationLogSettings log =
        new RevocationLogSettings(
            config.home(), config.shards(), config.tokens().maxTokenLife(), config.clockError());
    DynamoOutbox outbox =
        new DynamoOutbox(connection, ambient.clock(), config.backchannelLogout().giveUpAfter());
    // What a revocation asks of sessions and clients goes the log's own way to DynamoDB.
    OwnSessions revoked =
        new OwnSessions(
            new DynamoSessionStore(connections.control(), tokens, limits, ambient.clock()),
            new DynamoClientStore(connections.control()),
            outbox);
    return new Storage(
        connections,
        users,
        passwords(users, config.limits(), ambient),
        new RecentClients(
            new DynamoClientStore(connection), config.clients().maxAge(), System::nanoTime),
        sessions,
        new RefreshRotation(tokens, sessions, limits, ambient.clock()),
        new DynamoRevocationStore(connections.control(), log),
        new DynamoRevocationCutoffs(
            new DynamoRevocationStore(connection, log), config.issuer().toString()),
        AuthorizationStorage.of(connection, ambient, config.session().absolute()),
        outbox,
        revoked);
  }

  private static PasswordVerifier passwords(
      DynamoUserStore users, LimitsConfig limits, Ambient ambient) {
    int threads =
        Objects.requireNonNullElse(
            limits.concurrentHashes(), Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    return new PasswordVerifier(users, ambient.random(), threads, limits.hashQueue().toMillis());
  }

  /** The connection of the requests. */
  DynamoConnection connection() {
    return connections.requests();
  }

  private static DynamoSettings settings(TokenServiceConfig config) {
    DynamoDbConfig dynamodb = config.dynamodb();
    return new DynamoSettings(
        Optional.ofNullable(dynamodb.endpoint()),
        dynamodb.region(),
        dynamodb.tablePrefix(),
        config.clockError(),
        dynamodb.timeout(),
        dynamodb.maxConnections());
  }

  private static SessionLimits limits(SessionConfig session) {
    return new SessionLimits(session.idle(), session.absolute(), session.refreshGrace());
  }
}
