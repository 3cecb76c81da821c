package io.portcullis.token.revocation;

import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.token.dynamo.ClockGuard;
import io.portcullis.token.dynamo.DynamoConnection;
import java.time.Duration;
import java.util.List;

/**
 * The log of another region as DynamoDB's replication has brought it here: its items in any order,
 * each whole. What is missing of it yet looks like a log that has not got so far.
 */
public final class OtherHomeTruth implements ShardTruth {
  private final DynamoConnection dynamo;
  private final String home;
  private final DynamoLogReader reader;
  private final long clockErrorMillis;

  public OtherHomeTruth(DynamoConnection dynamo, String home, Duration clockError) {
    this.dynamo = dynamo;
    this.home = home;
    this.reader = new DynamoLogReader(dynamo, home);
    this.clockErrorMillis = clockError.toMillis();
  }

  /** The region that owns the log. */
  String home() {
    return home;
  }

  @Override
  public Head readHead(String shard) {
    return reader
        .head(shard)
        .orElseThrow(() -> new LogLayoutException("there is no head of " + home + "/" + shard));
  }

  @Override
  public List<StoredItem> readItems(Head head, long fromSequence, int limit) {
    return reader.items(head, fromSequence, limit);
  }

  /** The newest that its own region left, one of each shard; none before its log began. */
  List<Heartbeat> heartbeats() {
    return reader.heartbeats();
  }

  @Override
  public ClockGuard clockGuard() {
    return dynamo.clockGuard();
  }

  @Override
  public long clockErrorMillis() {
    return clockErrorMillis;
  }
}
