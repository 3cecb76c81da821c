package io.portcullis.testkit;

import java.util.List;
import java.util.Optional;

/** What one node says of the cluster: its {@code CLUSTER NODES}, read. */
record ClusterView(List<Member> members) {

  /** One line of it. Slots are ranges such as {@code 0-5460} or single numbers. */
  record Member(
      String id,
      int port,
      List<String> flags,
      String masterId,
      long configEpoch,
      List<String> slots) {
    boolean isMyself() {
      return flags.contains("myself");
    }

    boolean isMaster() {
      return flags.contains("master");
    }

    boolean isSettled() {
      return !flags.contains("handshake") && !flags.contains("fail") && !flags.contains("fail?");
    }

    boolean owns(int slot) {
      return slots.stream().anyMatch(range -> holds(range, slot));
    }

    private static boolean holds(String range, int slot) {
      if (range.startsWith("[")) {
        // A slot on its way to or from another node.
        return false;
      }
      String[] ends = range.split("-", 2);
      int first = Integer.parseInt(ends[0]);
      int last = ends.length == 2 ? Integer.parseInt(ends[1]) : first;
      return first <= slot && slot <= last;
    }
  }

  static ClusterView of(RedisNode node) {
    return new ClusterView(node.text("CLUSTER", "NODES").lines().map(ClusterView::member).toList());
  }

  Member myself() {
    return members.stream().filter(Member::isMyself).findFirst().orElseThrow();
  }

  Optional<Member> ownerOf(int slot) {
    return members.stream().filter(m -> m.isMaster() && m.isSettled() && m.owns(slot)).findFirst();
  }

  boolean isSettled(int masters, int replicas) {
    long seenMasters = members.stream().filter(m -> m.isSettled() && m.isMaster()).count();
    long seenReplicas = members.stream().filter(m -> m.isSettled() && !m.isMaster()).count();
    return seenMasters == masters && seenReplicas == replicas;
  }

  // <id> <ip:port@cport[,hostname]> <flags> <master> <ping-sent> <pong-recv> <config-epoch>
  // <link-state> <slot> ...
  private static Member member(String line) {
    List<String> fields = List.of(line.split(" ", -1));
    String address = fields.get(1);
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@')));
    return new Member(
        fields.get(0),
        port,
        List.of(fields.get(2).split(",", -1)),
        fields.get(3),
        Long.parseLong(fields.get(6)),
        fields.subList(8, fields.size()));
  }
}
