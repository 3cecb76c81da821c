package io.portcullis.testkit;

import java.util.ArrayList;
import java.util.List;

/** One slot on its way between two masters, by the commands that {@code redis-cli} would send. */
record SlotMove(RedisNode from, RedisNode to, String slot) {
  private static final String PAGE = "10";
  private static final String TIMEOUT_MILLIS = "5000";

  void run(List<RedisNode> everybody) {
    String fromId = from.text("CLUSTER", "MYID");
    String toId = to.text("CLUSTER", "MYID");
    to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
    from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
    while (movePage()) {
      // Until the slot is empty; new keys of it are made at the other end by now.
    }
    to.command("CLUSTER", "SETSLOT", slot, "NODE", toId);
    from.command("CLUSTER", "SETSLOT", slot, "NODE", toId);
    everybody.stream()
        .filter(node -> node != from && node != to && node.isMaster())
        .forEach(node -> node.command("CLUSTER", "SETSLOT", slot, "NODE", toId));
  }

  private boolean movePage() {
    if (!(from.command("CLUSTER", "GETKEYSINSLOT", slot, PAGE) instanceof List<?> keys)
        || keys.isEmpty()) {
      return false;
    }
    List<String> words =
        new ArrayList<>(
            List.of("MIGRATE", to.host(), Integer.toString(to.port()), "", "0", TIMEOUT_MILLIS));
    words.add("KEYS");
    keys.forEach(key -> words.add(String.valueOf(key)));
    from.command(words.toArray(String[]::new));
    return true;
  }
}
