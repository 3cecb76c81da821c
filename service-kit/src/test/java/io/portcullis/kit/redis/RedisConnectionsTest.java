package io.portcullis.kit.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.portcullis.testkit.FaultProxy;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import io.portcullis.testkit.SharedFixture;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisConnectionsTest {
  private static final List<String> KEYS = List.of("{rv:0}:log", "{rv:1}:log", "{rv:control}:log");

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> CLUSTER =
      SharedFixture.of(RedisClusterFixture::start);

  private RedisConnections connections = to(List.of());

  @BeforeEach
  void connectByOneSeed() {
    CLUSTER.get().awaitHealthy(Duration.ofSeconds(30));
    connections = to(List.of(URI.create(CLUSTER.get().uris().getLast())));
  }

  @AfterEach
  void close() {
    connections.close();
  }

  @Test
  void connectsToTheMasterThatOwnsEachKey() throws Exception {
    for (String key : KEYS) {
      try (StatefulRedisConnection<byte[], byte[]> connection = connections.connectToMaster(key)) {
        // A node answers MOVED for a key that another one owns.
        assertThat(connection.sync().set(bytes(key), bytes("here"))).isEqualTo("OK");
      }
    }
  }

  @Test
  void sendsSharedCommandsToEachOwner() throws Exception {
    RedisClusterCommands<byte[], byte[]> commands = connections.commands();
    for (String key : KEYS) {
      commands.set(bytes(key + ":shared"), bytes(key));
      assertThat(commands.get(bytes(key + ":shared"))).isEqualTo(bytes(key));
    }
  }

  @Test
  void findsTheNewMasterAfterAFailover() throws Exception {
    String key = KEYS.getFirst();
    RedisNode old = CLUSTER.get().masterOf(key);
    RedisClusterCommands<byte[], byte[]> commands = connections.commands();
    commands.set(bytes(key), bytes("before"));
    CLUSTER.get().failover(old);
    assertThat(eventually(() -> setsByOwnConnection(key))).isTrue();
    assertThat(eventually(() -> commands.set(bytes(key), bytes("after")))).isTrue();
  }

  @Test
  void goesOnAfterAMasterIsKilled() throws Exception {
    String key = KEYS.get(1);
    RedisNode killed = CLUSTER.get().masterOf(key);
    RedisClusterCommands<byte[], byte[]> commands = connections.commands();
    commands.set(bytes(key), bytes("before"));
    CLUSTER.get().kill(killed);
    CLUSTER.get().awaitNewMasterOf(key, killed);
    assertThat(eventually(() -> commands.set(bytes(key), bytes("after")))).isTrue();
    assertThat(eventually(() -> setsByOwnConnection(key))).isTrue();
    CLUSTER.get().restart(killed);
  }

  @Test
  void neverWaitsForAHungMasterLongerThanTheTimeLimit() throws Exception {
    String key = KEYS.getLast();
    RedisNode hung = CLUSTER.get().masterOf(key);
    StatefulRedisConnection<byte[], byte[]> connection = connections.connectToMaster(key);
    CLUSTER.get().pause(hung);
    try {
      long before = System.nanoTime();
      assertThatThrownBy(() -> connection.sync().get(bytes(key)))
          .isInstanceOf(RedisException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    } finally {
      CLUSTER.get().resume(hung);
      connection.close();
    }
  }

  @Test
  void leavesAHalfOpenConnectionThatNobodyEnds() throws Exception {
    try (SingleRedis server = SingleRedis.start();
        FaultProxy proxy = FaultProxy.start(FreePorts.next(), server.uri().getPort());
        RedisConnections behind = to(List.of(URI.create("redis://127.0.0.1:" + proxy.port())))) {
      RedisClusterCommands<byte[], byte[]> commands = behind.commands();
      commands.set(bytes("a"), bytes("before"));
      proxy.inject(FaultProxy.Mode.SWALLOW, Set.of(ProcessHandle.current().pid()));
      assertThatThrownBy(() -> commands.get(bytes("a"))).isInstanceOf(RedisException.class);
      proxy.heal();

      assertThat(eventually(() -> commands.set(bytes("a"), bytes("after")))).isTrue();
    }
  }

  @Test
  void worksWithOneServerOutsideOfACluster() throws Exception {
    try (SingleRedis server = SingleRedis.start();
        RedisConnections single = to(List.of(server.uri()))) {
      single.commands().set(bytes("a"), bytes("1"));
      try (StatefulRedisConnection<byte[], byte[]> connection = single.connectToMaster("a")) {
        assertThat(connection.sync().get(bytes("a"))).isEqualTo(bytes("1"));
      }
    }
  }

  @Test
  void saysWhichNodesDoNotAnswer() {
    int port = FreePorts.next();
    try (RedisConnections nowhere = to(List.of(URI.create("redis://127.0.0.1:" + port)))) {
      assertThatThrownBy(() -> nowhere.connectToMaster("a"))
          .isInstanceOf(RedisUnavailableException.class)
          .hasMessageStartingWith("no Redis node answers: 127.0.0.1:" + port + " (");
      assertThatThrownBy(nowhere::commands).isInstanceOf(RedisUnavailableException.class);
    }
  }

  private String setsByOwnConnection(String key) throws RedisUnavailableException {
    try (StatefulRedisConnection<byte[], byte[]> connection = connections.connectToMaster(key)) {
      return connection.sync().set(bytes(key), bytes("after"));
    }
  }

  private interface Attempt {
    String run() throws RedisUnavailableException;
  }

  /** As callers do: until a node has heard of the new master, the answer may still be MOVED. */
  private static boolean eventually(Attempt attempt) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      try {
        return attempt.run().equals("OK");
      } catch (RedisException | RedisUnavailableException e) {
        Thread.sleep(100);
      }
    }
    return false;
  }

  private static RedisConnections to(List<URI> nodes) {
    return new RedisConnections(RedisSettings.of(nodes), RandomGenerator.getDefault());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
