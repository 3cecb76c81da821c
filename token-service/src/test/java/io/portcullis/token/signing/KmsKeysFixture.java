package io.portcullis.token.signing;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.MotoServer;
import io.portcullis.token.account.DynamoUserStore;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.LocalDynamo;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A KMS and a DynamoDB, with the accounts table. */
final class KmsKeysFixture implements Fixture {
  private static final Duration KMS_TIMEOUT = Duration.ofSeconds(5);

  private final DynamoDbLocal dynamo;
  private final MotoServer kms;
  private final SecureRandom random = new SecureRandom();
  private final DynamoConnection connection;
  private final KmsConnection kmsConnection;
  private final String wrappingKey;

  private KmsKeysFixture(DynamoDbLocal dynamo, MotoServer kms) {
    this.dynamo = dynamo;
    this.kms = kms;
    this.connection = connect(InstantSource.system());
    this.kmsConnection =
        KmsConnection.open(Optional.of(kms.endpoint()), MotoServer.REGION, KMS_TIMEOUT);
    this.wrappingKey = kms.newWrappingKey();
  }

  static KmsKeysFixture start() {
    KmsKeysFixture fixture = new KmsKeysFixture(DynamoDbLocal.lend(), MotoServer.start());
    new DynamoUserStore(fixture.connection).createTable();
    return fixture;
  }

  /** As an instance whose clock says this. */
  DynamoConnection connect(InstantSource clock) {
    return LocalDynamo.connect(dynamo, "test-", clock);
  }

  MotoServer kms() {
    return kms;
  }

  DynamoConnection connection() {
    return connection;
  }

  KmsConnection kmsConnection() {
    return kmsConnection;
  }

  KmsWrappedKeys wrapped() {
    return new KmsWrappedKeys(kmsConnection, wrappingKey, random);
  }

  KmsDirectKeys direct(int concurrent) {
    return direct(kmsConnection, concurrent);
  }

  KmsDirectKeys direct(KmsConnection kms, int concurrent) {
    return new KmsDirectKeys(kms, new KmsGuard(concurrent, 1000, InstantSource.system()), random);
  }

  /** Both ways, new keys in this mode. */
  KeysByMode inMode(String mode) {
    return new KeysByMode(mode, Map.of("kms-wrapped", wrapped(), "kms-direct", direct(8)));
  }

  /** As another instance with an empty memory. */
  SigningKeyStore store(String issuer, KeyCustody custody) {
    return new DynamoSigningKeyStore(connection, issuer, custody);
  }

  @Override
  public String logTail() {
    return dynamo.logTail() + kms.logTail();
  }

  @Override
  public void close() {
    kmsConnection.close();
    connection.close();
    kms.close();
    dynamo.close();
  }
}
