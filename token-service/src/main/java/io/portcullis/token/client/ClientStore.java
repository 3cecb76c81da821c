package io.portcullis.token.client;

import java.util.Optional;
import java.util.Set;

/**
 * Where clients are registered. Reads are strongly consistent, since a mint judges by them.
 *
 * <p>All methods throw {@link io.portcullis.token.dynamo.StorageUnavailableException} when storage
 * is away or throttled.
 */
public interface ClientStore {
  /** Each is asked for at every look into the outbox. */
  int MAX_LOGOUT_RECEIVERS = 1000;

  Optional<Client> find(String clientId);

  /** Whether pages of this origin are any client's. */
  boolean isWebOrigin(String origin);

  /**
   * The ids of all clients that have a {@code backchannel_logout_uri}, or once had one; at most
   * {@value #MAX_LOGOUT_RECEIVERS}.
   */
  Set<String> logoutReceivers();

  /** Registers a client, or replaces its registration. */
  void put(Client client);
}
