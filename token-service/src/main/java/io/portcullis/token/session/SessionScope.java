package io.portcullis.token.session;

/** Whose sessions a revocation at large covers. */
public sealed interface SessionScope {
  record OfUser(String tenant, String userId) implements SessionScope {}

  record OfTenant(String tenant) implements SessionScope {}

  record OfClient(String clientId) implements SessionScope {}
}
