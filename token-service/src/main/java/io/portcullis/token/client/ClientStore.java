package io.portcullis.token.client;

import java.util.Optional;
import java.util.Set;

/**
 * Where clients are registered.
 *
 * <p>All methods throw {@link io.portcullis.token.dynamo.StorageUnavailableException} when storage
 * is away or throttled.
 */
public interface ClientStore {
  /** Each is asked for at every look into the outbox. */
  int MAX_LOGOUT_RECEIVERS = 1000;

  /** Their ids are in one item. */
  int MAX_RS256_CLIENTS = 1000;

  Optional<Client> find(String clientId);

  /** Whether pages of this origin are any client's. */
  boolean isWebOrigin(String origin);

  /**
   * The ids of all clients that have a {@code backchannel_logout_uri}, or once had one; at most
   * {@value #MAX_LOGOUT_RECEIVERS}.
   */
  Set<String> logoutReceivers();

  /**
   * The ids of all clients that are registered for RS256, at most {@value #MAX_RS256_CLIENTS}:
   * without a key of it they get nothing.
   */
  Set<String> rs256Clients();

  /** Registers a client, or replaces its registration. */
  void put(Client client);
}
