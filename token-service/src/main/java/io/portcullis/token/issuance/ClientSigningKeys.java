package io.portcullis.token.issuance;

import io.portcullis.token.client.Client;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.signing.SigningAlgorithm;
import io.portcullis.token.signing.SigningKey;
import io.portcullis.token.signing.SigningKeys;
import java.util.Optional;
import java.util.function.Predicate;

/** Which key signs what a client gets: the usual one, or one of RS256 where it wants that. */
public final class ClientSigningKeys {
  private final SigningKeys keys;
  private final Predicate<String> revoked;

  /**
   * @param revoked tells a revoked {@code kid}, by a strong read
   */
  public ClientSigningKeys(SigningKeys keys, Predicate<String> revoked) {
    this.keys = keys;
    this.revoked = revoked;
  }

  SigningKey forAccessTokens(Client client, SigningKey usual) {
    return key(client, client.algorithms().accessToken(), usual);
  }

  SigningKey forIdTokens(Client client, SigningKey usual) {
    return key(client, client.algorithms().idToken(), usual);
  }

  private SigningKey key(Client client, Optional<String> wanted, SigningKey usual) {
    return wanted.isEmpty()
        ? usual
        : keys.active(SigningAlgorithm.RS256, revoked)
            .orElseThrow(() ->
                new StorageUnavailableException(
                    "no RS256 key: client "
                        + client.clientId()
                        + " is registered for it, so signing.rs256 must be true"));
  }
}
