package io.portcullis.token.dynamo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * A conditional write that one room makes and another commits, without either knowing the other's
 * table. Opaque outside {@code Dynamo*} classes.
 */
public final class DynamoWrite {
  private final TransactWriteItem action;
  private final Target target;

  /** Wraps an update with its condition; for {@code Dynamo*} classes. */
  public DynamoWrite(Update update) {
    this.action = TransactWriteItem.builder().update(update).build();
    this.target = new Target(update.tableName(), Map.copyOf(update.key()));
  }

  /**
   * Wraps a put with its condition; for {@code Dynamo*} classes.
   *
   * @param keyNames the attributes that are the item's key
   */
  public DynamoWrite(Put put, String... keyNames) {
    this.action = TransactWriteItem.builder().put(put).build();
    Map<String, AttributeValue> key = new HashMap<>(put.item());
    key.keySet().retainAll(List.of(keyNames));
    this.target = new Target(put.tableName(), Map.copyOf(key));
  }

  /** Wraps a condition alone; for {@code Dynamo*} classes. */
  public DynamoWrite(ConditionCheck check) {
    this.action = TransactWriteItem.builder().conditionCheck(check).build();
    this.target = new Target(check.tableName(), Map.copyOf(check.key()));
  }

  /** As an action of a transaction; for {@code Dynamo*} classes. */
  public TransactWriteItem action() {
    return action;
  }

  /** The item it changes: a transaction may hold one action per item. */
  public Target target() {
    return target;
  }

  /** A table and the key of one of its items. */
  public record Target(String table, Map<String, AttributeValue> key) {}
}
