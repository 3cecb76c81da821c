package io.portcullis.quickstart.faults;

import io.portcullis.testkit.Soak;
import java.util.stream.Stream;

/** All that is broken on purpose, by the names of the table in docs/guarantees.md. */
@SuppressWarnings("ImmutableEnumChecker") // each fault is a method, and has no state
enum Scenario {
  REDIS_MASTER_IS_KILLED("Redis master killed", RedisFaults::masterIsKilled, false),
  ACKNOWLEDGED_REDIS_WRITES_ARE_LOST(
      "acknowledged Redis writes lost in a fail-over",
      RedisFaults::acknowledgedWritesAreLost,
      true),
  CONNECTIONS_TO_REDIS_ARE_HALF_OPEN(
      "half-open connections from the nodes to Redis", RedisFaults::connectionsAreHalfOpen, true),
  REDIS_HANGS("Redis hung, not dead", RedisFaults::redisHangs, false),
  SLOTS_MIGRATE("slots of the log moved to other masters", RedisFaults::slotsMigrate, true),
  READERS_ARE_CUT_OFF("readers cut off by Redis", RedisFaults::readersAreCutOff, false),
  ANSWERS_ARE_CUT_OFF(
      "a log longer than Redis may owe a reader", RedisFaults::answersAreCutOff, false),
  REDIS_IS_OUT_OF_MEMORY("Redis out of memory", RedisFaults::redisIsOutOfMemory, false),
  REDIS_IS_EMPTIED("Redis emptied (FLUSHALL)", RedisFaults::redisIsEmptied, true),
  CHECKERS_ARE_CUT_OFF(
      "nodes cut off from Redis, not from the token service", RedisFaults::checkersAreCutOff, true),
  EVERYBODY_RECONNECTS(
      "every connection to Redis reset at once", RedisFaults::everybodyReconnects, false),
  RELAY_IS_PAUSED("one of two token services paused", ServerFaults::relayIsPaused, true),
  RELAY_IS_KILLED("one of two token services killed", ServerFaults::relayIsKilled, false),
  RELAY_CLOCK_IS_WRONG(
      "clock of a token service wrong by 5 s or 1 h", ServerFaults::relayClockIsWrong, false),
  DYNAMODB_THROTTLES("DynamoDB throttles", TruthFaults::dynamoDbThrottles, true),
  TRANSACTIONS_COLLIDE(
      "DynamoDB cancels transactions by conflict", TruthFaults::transactionsCollide, false),
  REPLIES_ARE_LOST("DynamoDB commits, its reply is lost", TruthFaults::repliesAreLost, true),
  DYNAMODB_IS_SLOW("DynamoDB slow", TruthFaults::dynamoDbIsSlow, false),
  DYNAMODB_IS_DOWN("DynamoDB down or hung", TruthFaults::dynamoDbIsDown, false),
  CHECKER_IS_PAUSED("node paused", ServerFaults::checkerIsPaused, true),
  CHECKER_IS_PAUSED_FOR_LONG("node paused for 30 s", ServerFaults::checkerIsPausedForLong, false),
  CHECKER_IS_KILLED("node killed and started again", ServerFaults::checkerIsKilled, true),
  CHECKER_CLOCK_IS_WRONG(
      "clock of a node wrong by 5 s or 1 h", ServerFaults::checkerClockIsWrong, false),
  DESCRIPTORS_RUN_OUT(
      "a node's file descriptors exhausted", ServerFaults::descriptorsRunOut, false),
  SNAPSHOT_IS_SPOILT("snapshot torn, or its bits flipped", SnapshotFaults::snapshotIsSpoilt, true),
  SNAPSHOT_IS_ANOTHER_NODES(
      "snapshot of another node", SnapshotFaults::snapshotIsAnotherNodes, false),
  SNAPSHOT_IS_OLD("snapshot older than it was", SnapshotFaults::snapshotIsOld, false),
  SNAPSHOT_HAS_NO_ROOM(
      "no room on the disk for a snapshot", SnapshotFaults::snapshotHasNoRoom, false),
  KEY_ENDPOINT_FAILS(
      "key endpoint fails, is slow, empty or huge", KeyFaults::keyEndpointFails, true),
  LOG_IS_CHANGED(
      "shards added, `max_token_life` changed while running", TruthFaults::logIsChanged, true),
  TABLES_ARE_RESTORED(
      "tables restored from a backup, then `--begin-log`", RestoreFaults::tablesAreRestored, false);

  private final String title;
  private final Fault fault;
  private final boolean inEveryBuild;

  Scenario(String title, Fault fault, boolean inEveryBuild) {
    this.title = title;
    this.fault = fault;
    this.inEveryBuild = inEveryBuild;
  }

  /** All of them in a long run, one of each sort in every build; or the one that is asked for. */
  static Stream<Scenario> due() {
    String only = System.getProperty("portcullis.faults.only", "");
    return Stream.of(values())
        .filter(scenario ->
            only.isEmpty()
                ? scenario.inEveryBuild || Soak.isLong()
                : scenario.name().matches(only));
  }

  String title() {
    return title;
  }

  Fault fault() {
    return fault;
  }
}
