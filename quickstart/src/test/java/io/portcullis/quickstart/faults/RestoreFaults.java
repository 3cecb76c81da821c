package io.portcullis.quickstart.faults;

import java.time.Duration;
import java.util.Random;

/** What happens when DynamoDB is taken back to a backup. */
final class RestoreFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String STOPPED = "portcullis_revocation_relay_stopped";
  private static final int REVOCATIONS_LOST = 8;
  private static final long RUNNING_LATE_MILLIS = 500;

  private RestoreFaults() {}

  /**
   * F12a: the tables are restored while everybody is in ignorance of it, which stops the relays and
   * ages the nodes; then the operator does what docs/guarantees.md says, which ends every access
   * token of ours.
   */
  static void tablesAreRestored(FaultSystem system, Load load, Random random) throws Exception {
    TableBackup backup = TableBackup.take(system.dynamoDb().endpoint());
    int before = load.history().acknowledgements().size();
    await(
        "revocations that the backup lacks",
        () -> load.history().acknowledgements().size() >= before + REVOCATIONS_LOST);
    system.tokens().forEach(node -> node.server().kill());
    Thread.sleep(RUNNING_LATE_MILLIS);
    backup.restore();
    long restored = System.nanoTime();
    system.tokens().forEach(node -> node.server().start());
    await(
        "relays that stop",
        () -> system.tokens().getFirst().metrics().largest(STOPPED).orElse(0) == 1);
    String token = system.foreign().mint("nobody").text();
    Thread.sleep(RedisFaults.beyondTheBound(random));
    for (CheckNode node : system.checks()) {
      String code = node.ask(FaultFiles.BOUNDS.getFirst().policy(), token);
      if (!code.equals("revocation_state_stale")) {
        throw new IllegalStateException("after a restore a token met " + code);
      }
    }
    beginLog(system, load, restored);
  }

  /** The documented steps. */
  private static void beginLog(FaultSystem system, Load load, long restored) throws Exception {
    system.tokens().forEach(node -> node.server().kill());
    Thread.sleep(RUNNING_LATE_MILLIS);
    load.ownKeysAreRevoked(system::beginLog);
    load.history().withoutLog(restored, System.nanoTime());
    // What a foreign issuer's tokens suffered between the restoring and now is not in the new log.
    load.history().forgetSince(restored);
    system.tokens().forEach(node -> node.server().start());
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("there are no " + what);
      }
      Thread.sleep(50);
    }
  }
}
