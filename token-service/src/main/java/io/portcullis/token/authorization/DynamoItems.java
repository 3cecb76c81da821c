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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

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

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }
}
