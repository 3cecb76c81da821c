package io.portcullis.token.authorization;

import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The items of this room in the table {@code <prefix>accounts}. Each expires at a time of its own,
 * which every read compares: TTL deletes late.
 */
final class DynamoItems {
  static final String KEY = "pk";
  static final String EXPIRY = "exp";

  private static final Duration A_DAY = Duration.ofDays(1);

  private final DynamoConnection connection;
  private final InstantSource clock;
  private final Duration keep;

  /** Items that are known for a day after they have expired. */
  DynamoItems(DynamoConnection connection, InstantSource clock) {
    this(connection, clock, A_DAY);
  }

  /**
   * Items of which somebody asks after they have expired.
   *
   * @param keep how long
   */
  DynamoItems(DynamoConnection connection, InstantSource clock, Duration keep) {
    this.connection = connection;
    this.clock = clock;
    this.keep = keep;
  }

  String table() {
    return connection.table("accounts");
  }

  long nowMillis() {
    return clock.millis();
  }

  Map<String, AttributeValue> key(String key) {
    return Map.of(KEY, text(key));
  }

  /** An item to fill that is tidied away some time after it has expired. */
  Map<String, AttributeValue> expiring(String key, long expiryMillis) {
    Map<String, AttributeValue> item = new HashMap<>(key(key));
    item.put(EXPIRY, number(expiryMillis));
    item.put(DynamoConnection.TTL, tidyAfter(expiryMillis));
    return item;
  }

  AttributeValue tidyAfter(long expiryMillis) {
    return number(TimeUnit.MILLISECONDS.toSeconds(expiryMillis) + keep.toSeconds());
  }

  void put(Map<String, AttributeValue> item) {
    asking(dynamo -> dynamo.putItem(put -> put.tableName(table()).item(item)));
  }

  /** The item, read strongly, be it expired or not. */
  Optional<Map<String, AttributeValue>> find(String key) {
    var answer =
        asking(dynamo ->
            dynamo.getItem(get -> get.tableName(table()).key(key(key)).consistentRead(true)));
    return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
  }

  Optional<Map<String, AttributeValue>> findUnexpired(String key) {
    return find(key).filter(this::isUnexpired);
  }

  boolean isUnexpired(Map<String, AttributeValue> item) {
    return number(item, EXPIRY) > clock.millis();
  }

  /**
   * Uses an item that can be used once, until it expires.
   *
   * @param owner a condition on whose it is
   * @param values those of the condition
   */
  Optional<Map<String, AttributeValue>> takeOnce(
      String key, String owner, Map<String, AttributeValue> values) {
    AttributeValue use = text(connection.newId());
    Map<String, AttributeValue> all = new HashMap<>(values);
    all.put(":now", number(nowMillis()));
    all.put(":use", use);
    return asking(dynamo -> {
      try {
        return Optional.of(
            dynamo
                .updateItem(update ->
                    update
                        .tableName(table())
                        .key(key(key))
                        .conditionExpression(
                            owner + " AND exp > :now AND attribute_not_exists(usedBy)")
                        .updateExpression("SET usedBy = :use")
                        .expressionAttributeValues(all)
                        .returnValues(ReturnValue.ALL_NEW)
                        .returnValuesOnConditionCheckFailure(
                            ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .attributes());
      } catch (ConditionalCheckFailedException e) {
        // The library repeats an update whose answer was lost, and the repeat finds its own use.
        return e.hasItem() && use.equals(e.item().get("usedBy"))
            ? Optional.of(e.item())
            : Optional.empty();
      }
    });
  }

  void delete(String key) {
    asking(dynamo -> dynamo.deleteItem(delete -> delete.tableName(table()).key(key(key))));
  }

  <T> T asking(Function<DynamoDbClient, T> call) {
    try {
      return call.apply(connection.client());
    } catch (SdkException e) {
      throw new StorageUnavailableException("the accounts table does not answer", e);
    }
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue list(Collection<String> values) {
    return AttributeValue.fromL(values.stream().map(AttributeValue::fromS).toList());
  }

  static String text(Map<String, AttributeValue> item, String name) {
    return value(item, name).s();
  }

  static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(value(item, name).n());
  }

  static List<String> list(Map<String, AttributeValue> item, String name) {
    return value(item, name).l().stream().map(AttributeValue::s).toList();
  }

  static Optional<String> optional(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
  }

  static OptionalLong optionalNumber(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) ? OptionalLong.of(number(item, name)) : OptionalLong.empty();
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }
}
