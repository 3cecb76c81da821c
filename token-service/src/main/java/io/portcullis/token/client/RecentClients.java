package io.portcullis.token.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Registrations as they were a moment ago. All users of an app come with the same client, and what
 * is read for each of them is one item, of which DynamoDB serves 3,000 strongly consistent reads a
 * second and no more, however many instances ask.
 *
 * <p>Only what is there is kept. Who registers a client sees it at once, and made-up ids fill
 * nothing.
 */
public final class RecentClients implements ClientStore {
  private static final int MAX_KEPT = 10_000;

  private final ClientStore clients;
  private final Kept<Client> registrations;
  private final Kept<Boolean> origins;

  /**
   * Keeps what this store answers.
   *
   * @param maxAge after which it is read again; zero to read every time
   */
  public RecentClients(ClientStore clients, Duration maxAge, Ticker ticker) {
    this.clients = clients;
    this.registrations = new Kept<>(maxAge, ticker, clients::find);
    this.origins =
        new Kept<>(
            maxAge, ticker, origin -> Optional.of(clients.isWebOrigin(origin)).filter(is -> is));
  }

  @Override
  public Optional<Client> find(String clientId) {
    return registrations.get(clientId);
  }

  @Override
  public boolean isWebOrigin(String origin) {
    return origins.get(origin).isPresent();
  }

  @Override
  public Set<String> logoutReceivers() {
    return clients.logoutReceivers();
  }

  @Override
  public Set<String> rs256Clients() {
    return clients.rs256Clients();
  }

  @Override
  public void put(Client client) {
    clients.put(client);
    registrations.forget(client.clientId());
  }

  /** What was found, by its name. */
  private static final class Kept<V> {
    private final Cache<String, V> recent;
    private final Function<String, Optional<V>> source;

    Kept(Duration maxAge, Ticker ticker, Function<String, Optional<V>> source) {
      this.recent =
          Caffeine.newBuilder()
              .expireAfterWrite(maxAge)
              .maximumSize(MAX_KEPT)
              .ticker(ticker)
              .build();
      this.source = source;
    }

    // Each that finds nothing kept reads for itself, a few milliseconds long: had all to wait for
    // one read, a slow one would stop every request of an app, past every limit that they have.
    Optional<V> get(String name) {
      return Optional.ofNullable(recent.getIfPresent(name)).or(() -> read(name));
    }

    void forget(String name) {
      recent.invalidate(name);
    }

    private Optional<V> read(String name) {
      Optional<V> found = source.apply(name);
      found.ifPresent(value -> recent.put(name, value));
      return found;
    }
  }
}
