package io.portcullis.kit.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds out by asking whether there is a cluster, and who owns a slot. Nodes are asked in random
 * order, each for a bounded time, until one answers: a hung node costs one time-out, and a node
 * with an old view is not asked by everybody again.
 */
final class RedisTopology {
  private final RedisClient client;
  private final RedisSettings settings;
  private final RandomGenerator random;
  private final Set<RedisURI> known = Collections.synchronizedSet(new LinkedHashSet<>());

  RedisTopology(RedisClient client, RedisSettings settings, RandomGenerator random) {
    this.client = client;
    this.settings = settings;
    this.random = random;
    settings.nodes().forEach(node -> known.add(RedisOptions.uri(node, settings)));
  }

  /** The master that owns the key's slot; of a single server, that server. */
  RedisURI masterOf(String key) throws RedisUnavailableException {
    int slot = SlotHash.getSlot(key);
    return ask((node, answer) -> owner(node, answer, slot));
  }

  /** Whether the nodes form a cluster. */
  boolean isCluster() throws RedisUnavailableException {
    return ask((node, answer) -> !answer.isEmpty());
  }

  private interface Reading<T> {
    T from(RedisURI asked, List<Object> slots);
  }

  private <T> T ask(Reading<T> reading) throws RedisUnavailableException {
    List<RedisURI> nodes;
    synchronized (known) {
      nodes = new ArrayList<>(known);
    }
    Collections.shuffle(nodes, java.util.Random.from(random));
    List<String> failures = new ArrayList<>();
    for (RedisURI node : nodes) {
      try {
        return reading.from(node, slots(node));
      } catch (RedisException e) {
        failures.add(node.getHost() + ":" + node.getPort() + " (" + reason(e) + ")");
      }
    }
    throw new RedisUnavailableException("no Redis node answers: " + String.join(", ", failures));
  }

  /** The answer of CLUSTER SLOTS; empty where cluster mode is off. */
  private List<Object> slots(RedisURI node) {
    try (StatefulRedisConnection<String, String> connection = client.connect(node)) {
      return connection.sync().clusterSlots();
    } catch (RedisCommandExecutionException e) {
      if (String.valueOf(e.getMessage()).contains("cluster support disabled")) {
        return List.of();
      }
      throw e;
    }
  }

  private RedisURI owner(RedisURI asked, List<Object> answer, int slot) {
    RedisURI owner = answer.isEmpty() ? asked : null;
    for (Object entry : answer) {
      List<?> range = (List<?>) entry;
      for (Object replica : range.subList(2, range.size())) {
        known.add(uri(asked, (List<?>) replica));
      }
      if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
        owner = uri(asked, (List<?>) range.get(2));
      }
    }
    if (owner == null) {
      throw new RedisException("knows no owner of slot " + slot);
    }
    return owner;
  }

  /** A node may not know its own address: then it is the one that was asked. */
  private RedisURI uri(RedisURI asked, List<?> node) {
    String host = node.get(0) instanceof String name && !name.isEmpty() ? name : asked.getHost();
    return RedisOptions.uri(host, Math.toIntExact((Long) node.get(1)), asked.isSsl(), settings);
  }

  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
