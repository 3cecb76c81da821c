package io.portcullis.quickstart.faults;

import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.testkit.FaultProxy;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** What happens to Redis, and to the connections to it. */
final class RedisFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // More than one item's worth of revocations, whose ids are as long as an order's may be.
  private static final int ORDERS = 180;
  private static final int ID_CHARACTERS = 250;
  private static final String TIGHT = "normal 24kb 0 0 pubsub 24kb 0 0";
  private static final String USUAL = "normal 0 0 0 pubsub 32mb 8mb 60";

  private static final String UP = "portcullis_redis_up";

  private RedisFaults() {}

  /** F1: SIGKILL; mended when its replica has taken over. */
  static void masterIsKilled(FaultSystem system, Load load, Random random) {
    RedisClusterFixture redis = system.redis();
    String key = anyLog(system, random);
    RedisNode master = redis.masterOf(key);
    redis.kill(master);
    redis.awaitNewMasterOf(key, master);
    redis.restart(master);
  }

  /** F2: the replica that takes over has not seen what its master acknowledged last. */
  static void acknowledgedWritesAreLost(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    RedisClusterFixture redis = system.redis();
    String key = anyLog(system, random);
    RedisNode master = redis.masterOf(key);
    RedisNode replica = redis.replicaOf(master);
    redis.pause(replica);
    // Below the node time-out, or it is no candidate.
    Thread.sleep(1_000L + random.nextInt(600));
    redis.kill(master);
    redis.resume(replica);
    redis.awaitNewMasterOf(key, master);
    redis.restart(master);
  }

  /** F3: all servers' connections are dead, and nobody tells them. */
  static void connectionsAreHalfOpen(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    Set<Long> servers = system.servers();
    system.proxies().forEach(proxy -> proxy.inject(FaultProxy.Mode.SWALLOW, servers));
    Thread.sleep(beyondTheBound(random));
    system.proxies().forEach(FaultProxy::heal);
  }

  /** F4: SIGSTOP of all six nodes, or of one master for which its replica takes over. */
  static void redisHangs(FaultSystem system, Load load, Random random) throws InterruptedException {
    RedisClusterFixture redis = system.redis();
    List<RedisNode> victims =
        random.nextBoolean() ? redis.nodes() : List.of(redis.masterOf(anyLog(system, random)));
    victims.forEach(redis::pause);
    Thread.sleep(beyondTheBound(random));
    victims.forEach(redis::resume);
    redis.awaitHealthy(PATIENCE);
  }

  /** F5: the log's slots go to other masters, with what is in them. */
  static void slotsMigrate(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    system.redis().moveSlot(RevocationKeys.log(RevocationKeys.CONTROL_SHARD));
    for (int shard = 0; shard < system.shards(); shard++) {
      Thread.sleep(random.nextInt(200));
      system.redis().moveSlot(RevocationKeys.log(Integer.toString(shard)));
    }
  }

  /** F6: Redis itself hangs up on every reader, again and again. */
  static void readersAreCutOff(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      system.redis().nodes().forEach(node -> node.command("CLIENT", "KILL", "TYPE", "normal"));
      Thread.sleep(random.nextInt(200));
    }
  }

  /**
   * F6: what is in the log is more than Redis may owe a reader: whoever reads on is cut off, until
   * the limit is lifted.
   */
  static void answersAreCutOff(FaultSystem system, Load load, Random random) throws Exception {
    RedisClusterFixture redis = system.redis();
    limitOutput(redis, TIGHT);
    try {
      List<Map<String, String>> orders =
          IntStream.range(0, ORDERS).mapToObj(i -> order(longId(random), longId(random))).toList();
      system.tokens().getFirst().revokeAll(system.http(), orders);
      Thread.sleep(beyondTheBound(random));
      for (CheckNode node : system.checks()) {
        if (node.metrics().largest(UP).orElse(1) != 0) {
          throw new IllegalStateException(node.server().name() + " can read the log all the same");
        }
      }
    } finally {
      limitOutput(redis, USUAL);
    }
  }

  private static Map<String, String> order(String id, String issuer) {
    return Map.of("type", "token", "id", id, "issuer", issuer, "reason", "many");
  }

  private static String longId(Random random) {
    return Long.toHexString(random.nextLong()) + "x".repeat(ID_CHARACTERS - 16);
  }

  /** F7: Redis takes no more writes. */
  static void redisIsOutOfMemory(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    limitMemory(system.redis(), "1");
    Thread.sleep(beyondTheBound(random));
    limitMemory(system.redis(), "0");
  }

  /** F8: FLUSHALL on every master. */
  static void redisIsEmptied(FaultSystem system, Load load, Random random) {
    system.redis().nodes().stream()
        .filter(RedisNode::isMaster)
        .forEach(master -> master.command("FLUSHALL"));
  }

  private static Answer logIn(FaultSystem system) throws IOException, InterruptedException {
    return system.tokens().getFirst().tokens().login(FaultFiles.user(0), FaultFiles.PASSWORD);
  }

  /**
   * F17: the nodes cannot reach Redis; the token services can. Whoever logs in or refreshes is let
   * in all the same, by the token's own {@code iat}, after the log's proof is too old for anybody.
   */
  static void checkersAreCutOff(FaultSystem system, Load load, Random random) throws Exception {
    Set<Long> checkers = system.checkers();
    system.proxies().forEach(proxy -> proxy.inject(FaultProxy.Mode.RESET, checkers));
    Bound patient = FaultFiles.BOUNDS.getLast();
    Thread.sleep(patient.millis() + 200 + random.nextInt(600));
    Answer login = logIn(system);
    for (int i = 0; i < 5 && login.status() == 503; i++) {
      Thread.sleep(1_000); // as Retry-After says
      login = logIn(system);
    }
    if (login.status() != 200) {
      throw new IllegalStateException("no token was minted: " + login.body());
    }
    Tokens fresh = Tokens.of(login);
    for (CheckNode node : system.checks()) {
      String code = node.ask(patient.policy(), fresh.access());
      if (!code.equals("ok")) {
        throw new IllegalStateException("a token that was just minted met " + code);
      }
    }
    system.proxies().forEach(FaultProxy::heal);
  }

  /** F18: every connection of every server ends in the same moment. */
  static void everybodyReconnects(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    Set<Long> all = system.servers();
    for (int i = 0; i < 3; i++) {
      system.proxies().forEach(proxy -> proxy.inject(FaultProxy.Mode.RESET, all));
      system.proxies().forEach(FaultProxy::heal);
      Thread.sleep(random.nextInt(300));
    }
  }

  /** Longer than the least S + ε, so that the bound shows. */
  static long beyondTheBound(Random random) {
    return 3_300L + random.nextInt(1_000);
  }

  private static String anyLog(FaultSystem system, Random random) {
    int shards = system.shards();
    int drawn = random.nextInt(shards + 1);
    return RevocationKeys.log(
        drawn == shards ? RevocationKeys.CONTROL_SHARD : Integer.toString(drawn));
  }

  private static void limitOutput(RedisClusterFixture redis, String limits) {
    redis
        .nodes()
        .forEach(node -> node.command("CONFIG", "SET", "client-output-buffer-limit", limits));
  }

  private static void limitMemory(RedisClusterFixture redis, String bytes) {
    redis.nodes().forEach(node -> node.command("CONFIG", "SET", "maxmemory", bytes));
  }
}
