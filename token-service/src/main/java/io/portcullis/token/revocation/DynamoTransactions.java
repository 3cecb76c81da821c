package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.DynamoRevocationItem.bytes;
import static io.portcullis.token.revocation.DynamoRevocationItem.number;
import static io.portcullis.token.revocation.DynamoRevocationItem.text;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** A {@link Commit} as a transaction: head first, item second, then what it stands for. */
final class DynamoTransactions {
  private static final long TIDY_AFTER_SECONDS = TimeUnit.DAYS.toSeconds(1);

  private final String table;
  private final RevocationLogSettings settings;

  DynamoTransactions(String table, RevocationLogSettings settings) {
    this.table = table;
    this.settings = settings;
  }

  TransactWriteItemsRequest request(Commit commit) {
    List<TransactWriteItem> actions = new ArrayList<>();
    actions.add(TransactWriteItem.builder().update(moveHead(commit)).build());
    actions.add(TransactWriteItem.builder().put(putItem(commit)).build());
    commit.standing().stream()
        .map(standing -> TransactWriteItem.builder().update(note(standing)).build())
        .forEach(actions::add);
    commit.writes().stream().map(DynamoWrite::action).forEach(actions::add);
    return TransactWriteItemsRequest.builder()
        .clientRequestToken(commit.id())
        .transactItems(actions)
        .build();
  }

  /** The item of a head that has written nothing yet. */
  TransactWriteItem newHead(String shard, long epoch) {
    Map<String, AttributeValue> item = new HashMap<>(DynamoRevocationItem.headKey(shard));
    item.put(DynamoRevocationItem.EPOCH, number(epoch));
    item.put(DynamoRevocationItem.HEAD, number(0));
    item.put(DynamoRevocationItem.SHARDS, number(settings.shards()));
    item.put(DynamoRevocationItem.MAX_TOKEN_LIFE, number(settings.maxTokenLife().toMillis()));
    item.put(DynamoRevocationItem.HASH, bytes(ByteString.EMPTY));
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(k)")
                .build())
        .build();
  }

  // All four values: no gap, no restart, no writer with an old layout.
  private Update moveHead(Commit commit) {
    Head before = commit.before();
    ByteString hash =
        ByteString.copyFrom(RevocationKeys.itemHash(commit.item().payload().toByteArray()));
    return Update.builder()
        .tableName(table)
        .key(DynamoRevocationItem.headKey(before.shard()))
        .conditionExpression("epoch = :e AND head = :n AND shards = :s AND maxLife = :l")
        .updateExpression("SET head = :n1, #hash = :h")
        .expressionAttributeNames(Map.of("#hash", DynamoRevocationItem.HASH))
        .expressionAttributeValues(
            Map.of(
                ":e", number(before.epoch()),
                ":n", number(before.sequence()),
                ":s", number(settings.shards()),
                ":l", number(settings.maxTokenLife().toMillis()),
                ":n1", number(commit.item().sequence()),
                ":h", bytes(hash)))
        .build();
  }

  private Put putItem(Commit commit) {
    StoredItem stored = commit.item();
    Map<String, AttributeValue> item =
        new HashMap<>(
            DynamoRevocationItem.itemKey(stored.epoch(), stored.shard(), stored.sequence()));
    item.put(DynamoRevocationItem.PAYLOAD, bytes(stored.payload()));
    item.put(DynamoRevocationItem.EXPIRES_AT, number(stored.expiresAtMillis()));
    item.put(DynamoRevocationItem.COMMIT, text(commit.id()));
    item.put(
        DynamoConnection.TTL,
        number(TimeUnit.MILLISECONDS.toSeconds(stored.expiresAtMillis()) + TIDY_AFTER_SECONDS));
    return Put.builder()
        .tableName(table)
        .item(item)
        .conditionExpression("attribute_not_exists(k)")
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
