package io.portcullis.token;

import io.portcullis.kit.config.Secret;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.token.config.SigningConfig;
import io.portcullis.token.config.SigningKmsConfig;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.session.RefreshTokenKeys;
import io.portcullis.token.signing.DynamoSigningKeyStore;
import io.portcullis.token.signing.KeyCustody;
import io.portcullis.token.signing.KeysByMode;
import io.portcullis.token.signing.KmsConnection;
import io.portcullis.token.signing.KmsDirectKeys;
import io.portcullis.token.signing.KmsGuard;
import io.portcullis.token.signing.KmsWrappedKeys;
import io.portcullis.token.signing.LocalSigningKeyStore;
import io.portcullis.token.signing.RotatingSigningKeys;
import io.portcullis.token.signing.SigningKeyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All keys, once the storage is open: those from files, and those that sign.
 *
 * @param signingKeysAreOld whether the signing keys were there before this start
 */
record Keys(
    RotatingSigningKeys signing,
    boolean signingKeysAreOld,
    MacKeys mac,
    RefreshTokenKeys refresh,
    Optional<Secret> bootstrapToken) {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** The modes by the names under which keys are kept. */
  private static final String DIRECT = "kms-direct";

  private static final String WRAPPED = "kms-wrapped";

  static Keys open(
      TokenServiceConfig config,
      KeyFiles files,
      Storage storage,
      Ambient ambient,
      Lifecycle lifecycle)
      throws StartupException {
    try {
      SigningKeyStore store = store(config, storage, ambient, lifecycle);
      boolean old = store.read().version() > 0;
      RotatingSigningKeys signing =
          RotatingSigningKeys.open(
              store, SigningRoom.rules(config), ambient.clock(), storage.connection().clockGuard());
      Optional<String> unopened = signing.signers().getFirst().unopened();
      if (unopened.isPresent()) {
        throw new IOException("the one that signs cannot be had: " + unopened.get());
      }
      return new Keys(signing, old, files.mac(), files.refresh(), files.bootstrapToken());
    } catch (IOException e) {
      throw new StartupException(where(config.signing()) + KeyFiles.reason(e), e);
    }
  }

  @Override
  public String toString() {
    return "Keys";
  }

  private static SigningKeyStore store(
      TokenServiceConfig config, Storage storage, Ambient ambient, Lifecycle lifecycle)
      throws IOException {
    SigningConfig signing = config.signing();
    return switch (signing.mode()) {
      case LOCAL -> LocalSigningKeyStore.open(signing.keyFile(), ambient.random(), ambient.clock());
      case KMS_WRAPPED, KMS_DIRECT ->
          new DynamoSigningKeyStore(
              storage.connections().control(),
              config.issuer().toString(),
              custody(signing, ambient, lifecycle));
    };
  }

  /** Of both modes, so that the keys of the one before stay good when the mode is changed. */
  private static KeyCustody custody(SigningConfig signing, Ambient ambient, Lifecycle lifecycle) {
    SigningKmsConfig config = signing.kms();
    KmsConnection kms =
        KmsConnection.open(
            Optional.ofNullable(config.endpoint()), config.region(), config.timeout());
    lifecycle.onClose("KMS", STOP_LIMIT, kms::close);
    Map<String, KeyCustody> custodies = new HashMap<>();
    custodies.put(
        DIRECT,
        new KmsDirectKeys(
            kms,
            new KmsGuard(config.concurrent(), config.signaturesPerSecond(), ambient.clock()),
            ambient.random()));
    String wrappingKey = config.keyId();
    if (wrappingKey != null) {
      custodies.put(WRAPPED, new KmsWrappedKeys(kms, wrappingKey, ambient.random()));
    }
    return new KeysByMode(
        signing.mode() == SigningConfig.Mode.KMS_DIRECT ? DIRECT : WRAPPED, custodies);
  }

  private static String where(SigningConfig signing) {
    return switch (signing.mode()) {
      case LOCAL -> "signing.key_file: " + signing.keyFile() + " cannot be used: ";
      case KMS_WRAPPED, KMS_DIRECT -> "the signing keys cannot be used: ";
    };
  }
}
