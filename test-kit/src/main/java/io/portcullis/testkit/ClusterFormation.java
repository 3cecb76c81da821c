package io.portcullis.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes one cluster of fresh nodes, by the commands that {@code redis-cli --cluster create} would
 * send.
 */
record ClusterFormation(List<RedisNode> masters, List<RedisNode> replicas) {
  private static final int SLOTS = 16_384;
  private static final int MAX_TRIES = 500;

  void form() {
    List<RedisNode> all = new ArrayList<>(masters);
    all.addAll(replicas);
    for (int i = 0; i < all.size(); i++) {
      // Distinct epochs from the start; otherwise the nodes first have to resolve the collision.
      all.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    assignSlots();
    introduceEveryoneToEveryone(all);
    for (int i = 0; i < replicas.size(); i++) {
      replicate(replicas.get(i), masters.get(i));
    }
  }

  private void assignSlots() {
    int share = Math.ceilDiv(SLOTS, masters.size());
    for (int i = 0; i < masters.size(); i++) {
      List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      IntStream.range(i * share, Math.min(SLOTS, (i + 1) * share))
          .mapToObj(Integer::toString)
          .forEach(words::add);
      masters.get(i).command(words.toArray(String[]::new));
    }
  }

  // One introduction per node would do, and gossip the rest; but gossip takes its time.
  private static void introduceEveryoneToEveryone(List<RedisNode> all) {
    for (int i = 0; i < all.size(); i++) {
      for (RedisNode other : all.subList(i + 1, all.size())) {
        all.get(i)
            .command(
                "CLUSTER",
                "MEET",
                other.host(),
                Integer.toString(other.port()),
                Integer.toString(other.busPort()));
      }
    }
  }

  private static void replicate(RedisNode replica, RedisNode master) {
    String id = master.text("CLUSTER", "MYID");
    for (int tries = 1; ; tries++) {
      try {
        replica.command("CLUSTER", "REPLICATE", id);
        return;
      } catch (FixtureException e) {
        // It has not heard of its master yet.
        if (tries == MAX_TRIES) {
          throw e;
        }
        Pause.millis(20);
      }
    }
  }
}
