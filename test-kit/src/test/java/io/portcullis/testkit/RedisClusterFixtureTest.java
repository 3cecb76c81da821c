package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisClusterFixtureTest {
  private static final Duration HEALING_TIME = Duration.ofSeconds(60);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::start);

  private final RedisClusterFixture cluster = REDIS.get();

  @Test
  void hasThreeMastersAndThreeReplicas() {
    assertThat(cluster.nodes()).hasSize(6);
    assertThat(cluster.nodes().stream().filter(RedisNode::isMaster)).hasSize(3);
  }

  @Test
  void writesToTheMasterOfAKeyAreSeenByItsReplica() {
    RedisNode master = cluster.masterOf("{a}key");
    RedisNode replica = cluster.replicaOf(master);

    master.command("SET", "{a}key", "value");

    assertThat(master.command("WAIT", "1", "1000")).isEqualTo(1L);
    assertThat(replica.text("DBSIZE")).isEqualTo(master.text("DBSIZE"));
  }

  @Test
  void isLentWithoutTheKeysOfTheTestBeforeUnlessANodeIsUnwell() {
    List<String> uris;
    try (RedisClusterFixture first = RedisClusterFixture.lend()) {
      uris = first.uris();
      first.masterOf("left").command("SET", "left", "over");
    }
    try (RedisClusterFixture second = RedisClusterFixture.lend()) {
      assertThat(second.uris()).isEqualTo(uris);
      assertThat(second.masterOf("left").command("GET", "left")).isNull();
      second.pause(second.masterOf("left"));
    }
    try (RedisClusterFixture third = RedisClusterFixture.lend()) {
      assertThat(third.uris()).doesNotContainAnyElementsOf(uris);
    }
  }

  @Test
  void aKilledMasterIsReplacedAndComesBackAsReplica() {
    RedisNode master = cluster.masterOf("some key");

    cluster.kill(master);
    RedisNode successor = cluster.awaitNewMasterOf("some key", master);
    cluster.restart(master);
    cluster.awaitHealthy(HEALING_TIME);

    assertThat(successor.isMaster()).isTrue();
    assertThat(master.isMaster()).isFalse();
  }

  @Test
  void aPausedMasterIsReplaced() {
    RedisNode master = cluster.masterOf("other key");

    cluster.pause(master);
    RedisNode successor = cluster.awaitNewMasterOf("other key", master);
    cluster.resume(master);
    cluster.awaitHealthy(HEALING_TIME);

    assertThat(successor).isNotSameAs(master);
  }

  @Test
  void anOrderlyFailoverMovesTheSlotsToTheReplica() {
    RedisNode master = cluster.masterOf("third key");
    RedisNode replica = cluster.replicaOf(master);

    RedisNode successor = cluster.failover(master);

    assertThat(successor).isSameAs(replica);
    assertThat(cluster.awaitNewMasterOf("third key", master)).isSameAs(replica);
    cluster.awaitHealthy(HEALING_TIME);
  }
}
