package io.portcullis.token;

import io.portcullis.kit.config.Secret;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.session.RefreshTokenKeys;
import io.portcullis.token.signing.LocalSigningKeyStore;
import io.portcullis.token.signing.RotatingSigningKeys;
import io.portcullis.token.signing.SigningKeyStore;
import java.io.IOException;
import java.nio.file.Path;
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

  static Keys open(TokenServiceConfig config, KeyFiles files, Ambient ambient)
      throws StartupException {
    Path file = config.signing().keyFile();
    try {
      SigningKeyStore store = LocalSigningKeyStore.open(file, ambient.random(), ambient.clock());
      boolean old = store.read().version() > 0;
      return new Keys(
          RotatingSigningKeys.open(store, SigningRoom.rules(config), ambient.clock()),
          old,
          files.mac(),
          files.refresh(),
          files.bootstrapToken());
    } catch (IOException e) {
      throw new StartupException(
          "signing.key_file: " + file + " cannot be used: " + KeyFiles.reason(e), e);
    }
  }

  @Override
  public String toString() {
    return "Keys";
  }
}
