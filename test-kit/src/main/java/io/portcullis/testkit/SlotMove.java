package io.portcullis.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One slot on its way between two masters, by the commands that {@code redis-cli} would send. Until
 * it is finished its keys lie where they were moved to, some here and some there.
 */
public final class SlotMove {
  private static final String PAGE = "10";
  private static final String TIMEOUT_MILLIS = "5000";

  private final RedisNode from;
  private final RedisNode to;
  private final String slot;
  private final Supplier<List<RedisNode>> everybody;

  private SlotMove(RedisNode from, RedisNode to, String slot, Supplier<List<RedisNode>> everybody) {
    this.from = from;
    this.to = to;
    this.slot = slot;
    this.everybody = everybody;
  }

  /** Opens the slot at both ends; new keys of it are made at the other end from now on. */
  static SlotMove begin(
      RedisNode from, RedisNode to, String slot, Supplier<List<RedisNode>> everybody) {
    to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", from.text("CLUSTER", "MYID"));
    from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", to.text("CLUSTER", "MYID"));
    return new SlotMove(from, to, slot, everybody);
  }

  /** Who had the slot. */
  public RedisNode from() {
    return from;
  }

  /** Who gets it. */
  public RedisNode to() {
    return to;
  }

  /** Moves these keys now, those of them that exist. */
  public void move(String... keys) {
    List<String> words =
        new ArrayList<>(
            List.of("MIGRATE", to.host(), Integer.toString(to.port()), "", "0", TIMEOUT_MILLIS));
    words.add("KEYS");
    words.addAll(List.of(keys));
    from.command(words.toArray(String[]::new));
  }

  /** Moves what is left, and hands the slot over. */
  public void finish() {
    while (movePage()) {
      // Until the slot is empty.
    }
    String toId = to.text("CLUSTER", "MYID");
    to.command("CLUSTER", "SETSLOT", slot, "NODE", toId);
    from.command("CLUSTER", "SETSLOT", slot, "NODE", toId);
    everybody.get().stream()
        .filter(node -> node != from && node != to && node.isMaster())
        .forEach(node -> node.command("CLUSTER", "SETSLOT", slot, "NODE", toId));
  }

  private boolean movePage() {
    if (!(from.command("CLUSTER", "GETKEYSINSLOT", slot, PAGE) instanceof List<?> keys)
        || keys.isEmpty()) {
      return false;
    }
    move(keys.stream().map(String::valueOf).toArray(String[]::new));
    return true;
  }
}
