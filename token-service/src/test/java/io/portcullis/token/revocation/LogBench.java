package io.portcullis.token.revocation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoFaults;
import io.portcullis.token.dynamo.LocalDynamo;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A log on DynamoDB Local; two benches of one prefix are two instances of the service. */
final class LogBench implements AutoCloseable {
  static final String ISSUER = "https://auth.test";
  static final String TENANT = "default";
  static final Duration CLOCK_ERROR = Duration.ofSeconds(1);
  static final RevocationLogSettings SETTINGS =
      new RevocationLogSettings("eu", 4, Duration.ofMinutes(15), CLOCK_ERROR);

  final InstantSource clock;

  /** A clock that stands still would soon be off the real one. */
  final AtomicBoolean clockTrusted = new AtomicBoolean(true);

  final DynamoFaults faults;
  final DynamoConnection connection;
  final DynamoRevocationStore store;
  final DynamoRevocationStore.OpenedLog opened;

  LogBench(DynamoDbLocal dynamo, String prefix, InstantSource clock) {
    this(dynamo, prefix, clock, SETTINGS);
  }

  LogBench(
      DynamoDbLocal dynamo, String prefix, InstantSource clock, RevocationLogSettings settings) {
    this.clock = clock;
    DynamoConnection real = LocalDynamo.connect(dynamo, prefix, clock);
    this.faults = new DynamoFaults(real.client());
    this.connection =
        new DynamoConnection(faults.client(), prefix, clockTrusted::get, new SecureRandom());
    this.store = new DynamoRevocationStore(connection, settings);
    store.createTable();
    this.opened = store.open(clock);
  }

  RevocationLog log(CommitListener listener) {
    return new RevocationLog(store, listener, clock);
  }

  static RevocationRequest user(String userId) {
    return RevocationRequest.user(ISSUER, TENANT, userId);
  }

  static RevocationRequest token(String userId, String jti) {
    return RevocationRequest.token(ISSUER, TENANT, userId, jti);
  }

  static String shardOf(String userId) {
    return user(userId).shard(SETTINGS.shards());
  }

  /**
   * The whole truth of a shard, which must be without a gap, each item linked to the one before.
   */
  List<StoredItem> truth(String shard) {
    Head head = store.readHead(shard);
    List<StoredItem> items = new ArrayList<>();
    while (items.size() < head.sequence()) {
      items.addAll(store.readItems(head, items.size() + 1L, 100));
    }
    ByteString before = ByteString.EMPTY;
    for (int i = 0; i < items.size(); i++) {
      StoredItem item = items.get(i);
      if (item.sequence() != i + 1 || !parse(item).getPreviousHash().equals(before)) {
        throw new AssertionError("gap in the truth of " + shard + " at " + (i + 1));
      }
      before = ByteString.copyFrom(RevocationKeys.itemHash(item.payload().toByteArray()));
      if (item.sequence() == head.sequence() && !head.itemHash().equals(before)) {
        throw new AssertionError("the head of " + shard + " does not hold the hash of its item");
      }
    }
    return items;
  }

  /** Every revocation in the truth, all shards. */
  List<Revocation> revocations() {
    return store.layout().shardNames().stream()
        .flatMap(shard -> truth(shard).stream())
        .flatMap(item -> parse(item).getRevocationsList().stream())
        .toList();
  }

  static LogItem parse(StoredItem item) {
    try {
      return LogItem.parseFrom(item.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
