package io.portcullis.token.client;

/** Finds out which client is calling (RFC 6749 section 2.3). */
public final class ClientAuthenticator {
  private final ClientStore clients;
  private final ClientAssertionVerifier assertions;
  private final ClientCertificateVerifier certificates;

  public ClientAuthenticator(
      ClientStore clients,
      ClientAssertionVerifier assertions,
      ClientCertificateVerifier certificates) {
    this.clients = clients;
    this.assertions = assertions;
    this.certificates = certificates;
  }

  /**
   * Judges the proof by the client's registration.
   *
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when storage is away
   */
  public ClientAuthentication authenticate(ClientProof proof) {
    return clients
        .find(proof.clientId())
        .filter(client -> bindable(proof, client) && proves(proof, client))
        .<ClientAuthentication>map(ClientAuthentication.Authenticated::new)
        .orElseGet(ClientAuthentication.Refused::new);
  }

  // RFC 8705 7.2 leaves it to us: no unbound token for a client that wants them bound.
  private static boolean bindable(ClientProof proof, Client client) {
    return !client.certificates().boundTokens() || proof.certificate().isPresent();
  }

  private boolean proves(ClientProof proof, Client client) {
    return switch (proof) {
      case ClientProof.IdOnly bare ->
          client.certificates().authenticate()
              ? bare.certificate().filter(shown -> certificates.verify(shown, client)).isPresent()
              : !client.confidential();
      // The keys of a client by certificate sign nothing else.
      case ClientProof.Assertion assertion ->
          !client.certificates().authenticate() && assertions.verify(assertion.jwt(), client);
      case ClientProof.Secret secret ->
          client
              .secretHash()
              .filter(hash -> ClientSecret.matches(secret.secret(), hash))
              .isPresent();
    };
  }
}
