package io.portcullis.token.dynamo;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * A conditional write that one room makes and another commits, without either knowing the other's
 * table. Opaque outside {@code Dynamo*} classes.
 */
public final class DynamoWrite {
  private final Update update;

  /** Wraps an update with its condition; for {@code Dynamo*} classes. */
  public DynamoWrite(Update update) {
    this.update = update;
  }

  /** As an action of a transaction; for {@code Dynamo*} classes. */
  public TransactWriteItem action() {
    return TransactWriteItem.builder().update(update).build();
  }

  /** The item it changes: a transaction may hold one action per item. */
  public Target target() {
    return new Target(update.tableName(), Map.copyOf(update.key()));
  }

  /** A table and the key of one of its items. */
  public record Target(String table, Map<String, AttributeValue> key) {}
}
