package io.portcullis.kit.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Connections to Redis Cluster or to one server; which of the two is found out by asking. No call
 * waits for ever: connecting takes at most one second for each node tried, a command two.
 */
public final class RedisConnections implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final RedisSettings settings;
  private final ClientResources resources = RedisOptions.resources();
  private final RedisClient dedicated;
  private final RedisTopology topology;
  private volatile @Nullable Shared shared;

  /**
   * Opens no connection yet.
   *
   * @param random spreads who asks which node
   */
  public RedisConnections(RedisSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.dedicated = RedisClient.create(resources);
    dedicated.setOptions(RedisOptions.single(false, settings.caFile()));
    this.topology = new RedisTopology(dedicated, settings, random);
  }

  /**
   * A connection of the caller's own to the master that owns the key's slot, for blocking reads of
   * less than two seconds. It never reconnects: on any failure, and on {@code MOVED}, close it and
   * call this again, which asks the cluster anew.
   */
  public StatefulRedisConnection<byte[], byte[]> connectToMaster(String key)
      throws RedisUnavailableException {
    RedisURI master = topology.masterOf(key);
    try {
      return dedicated.connect(ByteArrayCodec.INSTANCE, master);
    } catch (RedisException e) {
      throw new RedisUnavailableException(
          master.getHost()
              + ":"
              + master.getPort()
              + " does not answer: "
              + RedisTopology.reason(e),
          e);
    }
  }

  /**
   * Subscribes to a channel at the master that owns the key's slot. It never reconnects: on any
   * failure close it and call this again.
   *
   * @param maxBytes of a message; a longer one arrives as an array without content
   * @param messages takes them on a thread that must not wait, also before this returns
   */
  public RedisSubscription subscribe(
      String key, String channel, int maxBytes, Consumer<byte[]> messages)
      throws RedisUnavailableException {
    RedisURI master = topology.masterOf(key);
    try {
      RedisSubscription subscription =
          new RedisSubscription(dedicated.connectPubSub(new RedisBoundedCodec(maxBytes), master));
      boolean subscribed = false;
      try {
        subscription.to(channel.getBytes(UTF_8), messages);
        subscribed = true;
        return subscription;
      } finally {
        if (!subscribed) {
          subscription.close();
        }
      }
    } catch (RedisException e) {
      throw new RedisUnavailableException(
          "cannot subscribe at %s:%d: %s"
              .formatted(master.getHost(), master.getPort(), RedisTopology.reason(e)),
          e);
    }
  }

  /**
   * Commands over a shared connection, each sent to the owner of its key, following {@code MOVED}.
   * The connection is made at the first successful call and mends itself. While it is broken, and
   * once after a fail-over, commands throw {@link RedisException} at once: try again, with jitter.
   */
  public RedisClusterCommands<byte[], byte[]> commands() throws RedisUnavailableException {
    return shared().sync();
  }

  /** As {@link #commands()}, with futures. */
  public RedisClusterAsyncCommands<byte[], byte[]> asyncCommands()
      throws RedisUnavailableException {
    return shared().async();
  }

  /**
   * As {@link #asyncCommands()}, but never waits and connects to nothing: empty before the shared
   * connection is made.
   */
  public Optional<RedisClusterAsyncCommands<byte[], byte[]>> asyncCommandsIfOpen() {
    return Optional.ofNullable(shared).map(Shared::async);
  }

  @Override
  public void close() {
    Shared open = takeShared();
    if (open != null) {
      open.connection().close();
      open.client().run();
    }
    dedicated.shutdown(Duration.ZERO, CLOSE_TIMEOUT);
    resources
        .shutdown(0, CLOSE_TIMEOUT.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
  }

  private record Shared(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterCommands<byte[], byte[]> sync,
      RedisClusterAsyncCommands<byte[], byte[]> async,
      Runnable client) {}

  private synchronized @Nullable Shared takeShared() {
    Shared taken = shared;
    shared = null;
    return taken;
  }

  private synchronized Shared shared() throws RedisUnavailableException {
    Shared open = shared;
    if (open == null) {
      open = topology.isCluster() ? connectToCluster() : connectToServer();
      shared = open;
    }
    return open;
  }

  private Shared connectToServer() throws RedisUnavailableException {
    RedisClient client = RedisClient.create(resources);
    client.setOptions(RedisOptions.single(true, settings.caFile()));
    try {
      // The slot does not matter: there is one server.
      StatefulRedisConnection<byte[], byte[]> connection =
          client.connect(ByteArrayCodec.INSTANCE, topology.masterOf(""));
      return new Shared(
          connection, connection.sync(), connection.async(), () -> shutdown(client::shutdown));
    } catch (RedisException e) {
      shutdown(client::shutdown);
      throw new RedisUnavailableException("Redis does not answer: " + RedisTopology.reason(e), e);
    }
  }

  private Shared connectToCluster() throws RedisUnavailableException {
    RedisClusterClient client =
        RedisClusterClient.create(
            resources,
            settings.nodes().stream().map(node -> RedisOptions.uri(node, settings)).toList());
    client.setOptions(RedisOptions.cluster(settings.caFile()));
    try {
      StatefulRedisClusterConnection<byte[], byte[]> connection =
          client.connect(ByteArrayCodec.INSTANCE);
      connectToEachMaster(connection);
      return new Shared(
          connection, connection.sync(), connection.async(), () -> shutdown(client::shutdown));
    } catch (RedisException e) {
      shutdown(client::shutdown);
      throw new RedisUnavailableException(
          "the Redis Cluster does not answer: " + RedisTopology.reason(e), e);
    }
  }

  /** Otherwise the first command to each is rejected, there being no connection to it yet. */
  private static void connectToEachMaster(
      StatefulRedisClusterConnection<byte[], byte[]> connection) {
    for (RedisClusterNode node : connection.getPartitions()) {
      if (node.is(NodeFlag.UPSTREAM)) {
        RedisURI uri = node.getUri();
        connection.getConnection(uri.getHost(), uri.getPort());
      }
    }
  }

  private interface Shutdown {
    void run(Duration quietPeriod, Duration timeout);
  }

  private static void shutdown(Shutdown shutdown) {
    shutdown.run(Duration.ZERO, CLOSE_TIMEOUT);
  }
}
