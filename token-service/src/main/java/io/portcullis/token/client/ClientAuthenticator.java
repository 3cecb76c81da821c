package io.portcullis.token.client;

/** Finds out which client is calling (RFC 6749 section 2.3). */
public final class ClientAuthenticator {
  private final ClientStore clients;
  private final ClientAssertionVerifier assertions;

  public ClientAuthenticator(ClientStore clients, ClientAssertionVerifier assertions) {
    this.clients = clients;
    this.assertions = assertions;
  }

  /**
   * Judges the proof by a strongly consistent read of the client.
   *
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when storage is away
   */
  public ClientAuthentication authenticate(ClientProof proof) {
    return clients
        .find(proof.clientId())
        .filter(client -> proves(proof, client))
        .<ClientAuthentication>map(ClientAuthentication.Authenticated::new)
        .orElseGet(ClientAuthentication.Refused::new);
  }

  private boolean proves(ClientProof proof, Client client) {
    return switch (proof) {
      case ClientProof.IdOnly _ -> !client.confidential();
      case ClientProof.Assertion assertion -> assertions.verify(assertion.jwt(), client);
      case ClientProof.Secret secret ->
          client
              .secretHash()
              .filter(hash -> ClientSecret.matches(secret.secret(), hash))
              .isPresent();
    };
  }
}
