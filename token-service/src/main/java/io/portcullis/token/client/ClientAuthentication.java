package io.portcullis.token.client;

/** Whether a caller is the client it says it is. */
public sealed interface ClientAuthentication {
  record Authenticated(Client client) implements ClientAuthentication {}

  /** Unknown client, wrong or missing secret, or a secret from a client that has none. */
  record Refused() implements ClientAuthentication {}
}
