package io.portcullis.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real Redis Cluster on loopback: three masters, three replicas, six processes.
 *
 * <p>Ready in about two and a half seconds; two of them Redis itself insists on before a fresh
 * master serves. A killed master is replaced by its replica in about four seconds (node time-out 2
 * s).
 */
public final class RedisClusterFixture implements Fixture {
  private static final int MASTERS = 3;
  private static final int NODES = 6;
  private static final Duration FORMATION_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(60);

  private static final Idle<RedisClusterFixture> IDLE = new Idle<>(RedisClusterFixture::end);

  private final ScratchFolder folder;
  private final List<RedisNode> nodes;
  private final boolean lent;

  private RedisClusterFixture(ScratchFolder folder, List<RedisNode> nodes, boolean lent) {
    this.folder = folder;
    this.nodes = nodes;
    this.lent = lent;
  }

  /**
   * A cluster without keys for a test's time: what an earlier test of this JVM has closed, if all
   * its nodes are well, or a new one. For tests that do not move slots.
   */
  public static RedisClusterFixture lend() {
    RedisClusterFixture cluster = IDLE.take().orElseGet(RedisClusterFixture::start);
    return new RedisClusterFixture(cluster.folder, cluster.nodes, true);
  }

  /** Starts a cluster on free ports. */
  public static RedisClusterFixture start() {
    return start(FreePorts.next(NODES));
  }

  /** Starts a cluster on these six ports; the bus of each is 10000 higher. */
  public static RedisClusterFixture start(List<Integer> ports) {
    return start(ports, ports);
  }

  /**
   * Starts a cluster on six ports that tells its clients to connect to six others, where proxies
   * stand before it. Replicas come that way, too.
   */
  public static RedisClusterFixture start(List<Integer> ports, List<Integer> announcedPorts) {
    if (ports.size() != NODES || announcedPorts.size() != NODES) {
      throw new IllegalArgumentException("six ports are needed, not " + ports + announcedPorts);
    }
    boolean acceptsDebug = isVersion7();
    ScratchFolder folder = ScratchFolder.create("redis");
    List<RedisNode> nodes =
        IntStream.range(0, NODES)
            .mapToObj(i -> {
              int port = ports.get(i);
              Path own = folder.subfolder(Integer.toString(port));
              return new RedisNode(port, announcedPorts.get(i), own, acceptsDebug);
            })
            .toList();
    RedisClusterFixture cluster = new RedisClusterFixture(folder, nodes, false);
    try {
      nodes.forEach(RedisNode::start);
      nodes.forEach(RedisNode::awaitStarted);
      new ClusterFormation(nodes.subList(0, MASTERS), nodes.subList(MASTERS, NODES)).form();
      cluster.awaitHealthy(FORMATION_TIMEOUT);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** All six, also those that are killed or paused. */
  public List<RedisNode> nodes() {
    return nodes;
  }

  /** {@code redis://host:port} of all six, as they are announced. */
  public List<String> uris() {
    return nodes.stream()
        .map(node -> "redis://" + node.host() + ":" + node.announcedPort())
        .toList();
  }

  /** Takes all keys from every master that answers, as a new cluster has none. */
  public void flush() {
    nodes().stream()
        .filter(node -> node.isResponsive() && node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
  }

  /** The master that owns the key's slot now. */
  public RedisNode masterOf(String key) {
    return findMasterOf(key)
        .orElseThrow(() -> new FixtureException("nobody owns the slot of " + key));
  }

  /** A responsive replica of this master. */
  public RedisNode replicaOf(RedisNode master) {
    String id = ClusterView.of(master).myself().id();
    return responsive().stream()
        .filter(node -> ClusterView.of(node).myself().masterId().equals(id))
        .findFirst()
        .orElseThrow(() -> new FixtureException("redis " + master.address() + " has no replica"));
  }

  /** SIGKILL. */
  public void kill(RedisNode node) {
    node.kill();
  }

  /** SIGSTOP: its connections stay open and nothing answers. */
  public void pause(RedisNode node) {
    node.pause();
  }

  /** SIGCONT. */
  public void resume(RedisNode node) {
    node.resume();
  }

  /** Starts a killed node again, with its port and with what it had on disk. */
  public void restart(RedisNode node) {
    node.start();
    node.awaitStarted();
  }

  /** Hands a living master's slots to its replica in an orderly way; returns the new master. */
  public RedisNode failover(RedisNode master) {
    RedisNode replica = replicaOf(master);
    replica.command("CLUSTER", "FAILOVER");
    await("redis " + replica.address() + " is master", FAILOVER_TIMEOUT, replica::isMaster);
    return replica;
  }

  /**
   * Moves the slot of this key, with its keys, to another living master, as resharding does;
   * returns that master.
   */
  public RedisNode moveSlot(String key) {
    SlotMove move = beginMove(key);
    move.finish();
    return move.to();
  }

  /** Begins to move the slot of this key to another living master; so far no key of it moves. */
  public SlotMove beginMove(String key) {
    RedisNode from = masterOf(key);
    RedisNode to =
        responsive().stream()
            .filter(node -> node != from && node.isMaster())
            .findFirst()
            .orElseThrow(() -> new FixtureException("there is no other master"));
    return SlotMove.begin(from, to, from.text("CLUSTER", "KEYSLOT", key), this::responsive);
  }

  /** Waits until somebody other than this node is the master of the key, which it returns. */
  public RedisNode awaitNewMasterOf(String key, RedisNode old) {
    await(
        key + " has a master other than " + old.address(),
        FAILOVER_TIMEOUT,
        () -> findMasterOf(key).filter(master -> master != old).isPresent());
    return masterOf(key);
  }

  /** Waits until all six run, agree on who is master and replica, and every replica is in step. */
  public void awaitHealthy(Duration timeout) {
    await("the cluster is whole", timeout, () -> nodes.stream().allMatch(this::isHealthy));
  }

  @Override
  public String logTail() {
    return nodes.stream().map(RedisNode::logTail).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    if (lent && nodes.stream().allMatch(this::isHealthy)) {
      flush();
      IDLE.put(this);
    } else {
      end();
    }
  }

  private void end() {
    nodes.forEach(RedisNode::close);
    folder.delete();
  }

  private Optional<RedisNode> findMasterOf(String key) {
    List<ClusterView.Member> claims = new ArrayList<>();
    for (RedisNode node : responsive()) {
      int slot = Integer.parseInt(node.text("CLUSTER", "KEYSLOT", key));
      ClusterView.of(node).ownerOf(slot).ifPresent(claims::add);
    }
    // While news of a failover spreads, nodes disagree; the higher epoch is the later truth.
    return claims.stream()
        .max(Comparator.comparingLong(ClusterView.Member::configEpoch))
        .flatMap(owner ->
            nodes.stream().filter(node -> node.announcedPort() == owner.port()).findFirst());
  }

  private List<RedisNode> responsive() {
    return nodes.stream().filter(RedisNode::isResponsive).toList();
  }

  private boolean isHealthy(RedisNode node) {
    return node.isResponsive()
        && node.text("CLUSTER", "INFO").contains("cluster_state:ok")
        && ClusterView.of(node).isSettled(MASTERS, NODES - MASTERS)
        && (node.isMaster() || node.text("INFO", "replication").contains("master_link_status:up"));
  }

  private void await(String what, Duration timeout, BooleanSupplier condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new FixtureException(
            "has not come to this within "
                + timeout.toSeconds()
                + " s: "
                + what
                + "\n"
                + logTail());
      }
      Pause.millis(20);
    }
  }

  private static boolean isVersion7() {
    ScratchFolder folder = ScratchFolder.create("redis-version");
    try {
      List<String> command = List.of(Repository.program("redis-server").toString(), "--version");
      ChildProcess asked = ChildProcess.start("redis-version", folder.path(), Map.of(), command);
      asked.awaitExit(Duration.ofSeconds(10));
      return asked.log().contains("v=7.") || asked.log().contains("v=8.");
    } finally {
      folder.delete();
    }
  }
}
