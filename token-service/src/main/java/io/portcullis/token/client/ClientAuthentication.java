package io.portcullis.token.client;

/** Whether a caller is the client it says it is. */
public sealed interface ClientAuthentication {
  record Authenticated(Client client) implements ClientAuthentication {}

  /** Unknown client, or one that did not prove itself by what is registered for it. */
  record Refused() implements ClientAuthentication {}
}
