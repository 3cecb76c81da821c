package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.DynamoRevocationItem.bytes;
import static io.portcullis.token.revocation.DynamoRevocationItem.number;
import static io.portcullis.token.revocation.DynamoRevocationItem.text;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** A {@link Commit} as a transaction: head first, item second, then what it stands for. */
final class DynamoTransactions {
  private static final long TIDY_AFTER_SECONDS = TimeUnit.DAYS.toSeconds(1);

  private final String table;
  private final String home;

  DynamoTransactions(String table, String home) {
    this.table = table;
    this.home = home;
  }

  TransactWriteItemsRequest request(Commit commit) {
    List<TransactWriteItem> actions = new ArrayList<>();
    actions.add(TransactWriteItem.builder().update(moveHead(commit)).build());
    actions.add(TransactWriteItem.builder().put(putItem(commit)).build());
    commit.standing().stream()
        .map(standing -> TransactWriteItem.builder().update(note(standing, commit.item())).build())
        .forEach(actions::add);
    commit.writes().stream().map(DynamoWrite::action).forEach(actions::add);
    return TransactWriteItemsRequest.builder()
        .clientRequestToken(commit.id())
        .transactItems(actions)
        .build();
  }

  /**
   * A heartbeat for other regions. It replaces any: one with a t0 ahead of its time, left by a
   * wrong clock, must not keep the good ones out.
   */
  PutItemRequest leave(Heartbeat heartbeat) {
    Map<String, AttributeValue> item =
        new HashMap<>(DynamoRevocationItem.heartbeatKey(home, heartbeat.getShard()));
    item.put(DynamoRevocationItem.PAYLOAD, bytes(heartbeat.toByteString()));
    return PutItemRequest.builder().tableName(table).item(item).build();
  }

  /** All heads of a log that has written nothing yet, unless there is one as young. */
  TransactWriteItemsRequest begin(LogLayout layout) {
    return TransactWriteItemsRequest.builder()
        .transactItems(layout.shardNames().stream().map(shard -> newHead(shard, layout)).toList())
        .build();
  }

  /** The same change in all heads; those of added shards are new. */
  TransactWriteItemsRequest change(LogLayout before, LogLayout after) {
    List<TransactWriteItem> actions = new ArrayList<>();
    for (String shard : after.shardNames()) {
      actions.add(
          before.shardNames().contains(shard)
              ? TransactWriteItem.builder().update(changeHead(shard, before, after)).build()
              : newHead(shard, after));
    }
    return TransactWriteItemsRequest.builder().transactItems(actions).build();
  }

  // What a larger log of an earlier epoch left is no head of this one.
  private TransactWriteItem newHead(String shard, LogLayout layout) {
    Map<String, AttributeValue> item = new HashMap<>(DynamoRevocationItem.headKey(home, shard));
    item.putAll(shape(layout));
    item.put(DynamoRevocationItem.EPOCH, number(layout.epoch()));
    item.put(DynamoRevocationItem.HEAD, number(0));
    item.put(DynamoRevocationItem.HASH, bytes(ByteString.EMPTY));
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(k) OR epoch < :e")
                .expressionAttributeValues(Map.of(":e", number(layout.epoch())))
                .build())
        .build();
  }

  private Update changeHead(String shard, LogLayout before, LogLayout after) {
    Map<String, AttributeValue> values =
        new HashMap<>(Map.of(":e", number(before.epoch()), ":before", number(before.revision())));
    StringJoiner changes = new StringJoiner(", ", "SET ", "");
    shape(after)
        .forEach((name, value) -> {
          values.put(":" + name, value);
          changes.add(name + " = :" + name);
        });
    return Update.builder()
        .tableName(table)
        .key(DynamoRevocationItem.headKey(home, shard))
        .conditionExpression("epoch = :e AND rev = :before")
        .updateExpression(changes.toString())
        .expressionAttributeValues(values)
        .build();
  }

  private static Map<String, AttributeValue> shape(LogLayout layout) {
    return Map.of(
        DynamoRevocationItem.REVISION, number(layout.revision()),
        DynamoRevocationItem.SHARDS, number(layout.shards()),
        DynamoRevocationItem.MAX_TOKEN_LIFE, number(layout.maxTokenLifeMillis()),
        DynamoRevocationItem.FORMER_TOKEN_LIFE, number(layout.formerTokenLifeMillis()),
        DynamoRevocationItem.ACCEPTED_FROM, number(layout.acceptedFromMillis()));
  }

  // All of them: no gap, no restart, no writer with an old layout, no item that continues another.
  private Update moveHead(Commit commit) {
    Head before = commit.before();
    ByteString hash =
        ByteString.copyFrom(RevocationKeys.itemHash(commit.item().payload().toByteArray()));
    return Update.builder()
        .tableName(table)
        .key(DynamoRevocationItem.headKey(home, before.shard()))
        .conditionExpression(
            "epoch = :e AND head = :n AND shards = :s AND maxLife = :l AND #hash = :before")
        .updateExpression("SET head = :n1, #hash = :h")
        .expressionAttributeNames(Map.of("#hash", DynamoRevocationItem.HASH))
        .expressionAttributeValues(
            Map.of(
                ":e", number(before.epoch()),
                ":n", number(before.sequence()),
                ":s", number(before.layout().shards()),
                ":l", number(before.layout().maxTokenLifeMillis()),
                ":before", bytes(before.itemHash()),
                ":n1", number(commit.item().sequence()),
                ":h", bytes(hash)))
        .build();
  }

  private Put putItem(Commit commit) {
    StoredItem stored = commit.item();
    Map<String, AttributeValue> item =
        new HashMap<>(
            DynamoRevocationItem.itemKey(home, stored.epoch(), stored.shard(), stored.sequence()));
    item.put(DynamoRevocationItem.PAYLOAD, bytes(stored.payload()));
    item.put(DynamoRevocationItem.EXPIRES_AT, number(stored.expiresAtMillis()));
    item.put(DynamoRevocationItem.COMMIT, text(commit.id()));
    item.put(DynamoConnection.TTL, tidyAfter(stored));
    return Put.builder()
        .tableName(table)
        .item(item)
        .conditionExpression("attribute_not_exists(k)")
        .build();
  }

  private static AttributeValue tidyAfter(StoredItem item) {
    return number(TimeUnit.MILLISECONDS.toSeconds(item.expiresAtMillis()) + TIDY_AFTER_SECONDS);
  }

  private Update note(Commit.Standing standing, StoredItem item) {
    return standing.request().type() == RevocationType.TOKEN
        ? noteToken(standing, item)
        : note(standing);
  }

  // Its entry expires after the token. This goes no earlier, and later does no harm.
  private Update noteToken(Commit.Standing standing, StoredItem item) {
    return Update.builder()
        .tableName(table)
        .key(DynamoRevocationItem.standingKey(standing.request()))
        .updateExpression("SET t = if_not_exists(t, :t), #ttl = :ttl")
        .expressionAttributeNames(Map.of("#ttl", DynamoConnection.TTL))
        .expressionAttributeValues(Map.of(":t", number(standing.millis()), ":ttl", tidyAfter(item)))
        .build();
  }

  private Update note(Commit.Standing standing) {
    boolean cutoff = standing.request().isCutoff();
    Update.Builder update =
        Update.builder()
            .tableName(table)
            .key(DynamoRevocationItem.standingKey(standing.request()))
            .updateExpression(cutoff ? "SET t = :t" : "SET t = if_not_exists(t, :t)")
            .expressionAttributeValues(Map.of(":t", number(standing.millis())));
    // T only grows, and the one in the log is the one in the table.
    return cutoff
        ? update.conditionExpression("attribute_not_exists(t) OR t < :t").build()
        : update.build();
  }
}
