package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.DynamoRevocationItem.bytes;
import static io.portcullis.token.revocation.DynamoRevocationItem.number;
import static io.portcullis.token.revocation.DynamoRevocationItem.text;

import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Heads, items and heartbeats of one home's log. Every read is strongly consistent, and throws
 * {@link StorageUnavailableException} when DynamoDB does not answer.
 */
final class DynamoLogReader {
  private final DynamoConnection dynamo;
  private final String home;
  private final String table;

  DynamoLogReader(DynamoConnection dynamo, String home) {
    this.dynamo = dynamo;
    this.home = home;
    this.table = dynamo.table(DynamoRevocationItem.TABLE);
  }

  /** Empty when the shard has none. */
  Optional<Head> head(String shard) {
    return item(DynamoRevocationItem.headKey(home, shard))
        .map(item ->
            new Head(
                shard,
                DynamoRevocationItem.layout(item),
                number(item, DynamoRevocationItem.HEAD),
                bytes(item, DynamoRevocationItem.HASH)));
  }

  /** In the order of their sequence, beginning at or after one. */
  List<StoredItem> items(Head head, long fromSequence, int limit) {
    String key = DynamoRevocationItem.logKey(home, head.epoch(), head.shard());
    return query(key, fromSequence, limit).stream().map(item -> stored(head, item)).toList();
  }

  /** What is stored where this item is to be. */
  Optional<Map<String, AttributeValue>> item(StoredItem item) {
    return item(DynamoRevocationItem.itemKey(home, item.epoch(), item.shard(), item.sequence()));
  }

  /** The newest that were left for other regions, one of each shard. */
  List<Heartbeat> heartbeats() {
    List<Heartbeat> heartbeats = new ArrayList<>();
    String key = DynamoRevocationItem.heartbeatsKey(home);
    for (Map<String, AttributeValue> item : query(key, 0, RevocationLogSettings.MAX_SHARDS + 1)) {
      try {
        heartbeats.add(Heartbeat.parseFrom(bytes(item, DynamoRevocationItem.PAYLOAD)));
      } catch (InvalidProtocolBufferException e) {
        throw new StorageUnavailableException("a heartbeat in " + table + " is malformed", e);
      }
    }
    return heartbeats;
  }

  private List<Map<String, AttributeValue>> query(String key, long from, int limit) {
    return answered(() ->
            dynamo
                .client()
                .query(b ->
                    b.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("k = :k AND n >= :n")
                        .expressionAttributeValues(Map.of(":k", text(key), ":n", number(from)))
                        .limit(limit)))
        .items();
  }

  private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
    var response =
        answered(
            () -> dynamo.client().getItem(b -> b.tableName(table).key(key).consistentRead(true)));
    return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
  }

  private static StoredItem stored(Head head, Map<String, AttributeValue> item) {
    return new StoredItem(
        head.shard(),
        head.epoch(),
        number(item, DynamoRevocationItem.SEQUENCE),
        bytes(item, DynamoRevocationItem.PAYLOAD),
        number(item, DynamoRevocationItem.EXPIRES_AT));
  }

  static <T> T answered(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new StorageUnavailableException("the revocation log cannot be read now", e);
    }
  }
}
