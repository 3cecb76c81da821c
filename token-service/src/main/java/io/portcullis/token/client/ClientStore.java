package io.portcullis.token.client;

import java.util.Optional;

/**
 * Where clients are registered. Reads are strongly consistent, since a mint judges by them.
 *
 * <p>All methods throw {@link io.portcullis.token.dynamo.StorageUnavailableException} when storage
 * is away or throttled.
 */
public interface ClientStore {
  Optional<Client> find(String clientId);

  /** Whether pages of this origin are any client's. */
  boolean isWebOrigin(String origin);

  /** Registers a client, or replaces its registration. */
  void put(Client client);
}
