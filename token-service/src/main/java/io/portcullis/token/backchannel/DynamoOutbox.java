package io.portcullis.token.backchannel;

import static io.portcullis.token.backchannel.DynamoOutboxItem.number;
import static io.portcullis.token.backchannel.DynamoOutboxItem.text;

import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.session.SessionScope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** The outbox in the table {@code <prefix>outbox}. */
public final class DynamoOutbox implements Outbox {
  private static final String UNCHANGED = "due = :seen AND tries = :tries";

  private final DynamoConnection dynamo;
  private final InstantSource clock;
  private final Duration keep;
  private final String table;

  /**
   * @param keep after so long an errand that nobody ran is tidied away
   */
  public DynamoOutbox(DynamoConnection dynamo, InstantSource clock, Duration keep) {
    this.dynamo = dynamo;
    this.clock = clock;
    this.keep = keep;
    this.table = dynamo.table(DynamoOutboxTable.NAME);
  }

  /** Creates the table unless it exists: for a demo and for tests. */
  public void createTable() {
    dynamo.createTable(DynamoOutboxTable.definition(table));
  }

  /** To be committed together with the end of this session. */
  public DynamoWrite telling(String clientId, String userId, String sid) {
    return write(Outbox.queueOf(clientId), sid, new Errand.Tell(clientId, userId, sid));
  }

  /** To be committed together with the revocation that covers these sessions. */
  public DynamoWrite walking(SessionScope scope) {
    return write(WALKS, dynamo.newId(), new Errand.Walk(scope, Optional.empty()));
  }

  @Override
  public List<OutboxItem> due(String queue, long nowMillis, int most) {
    return asking(() ->
        dynamo
            .client()
            .query(b ->
                b.tableName(table)
                    .indexName(DynamoOutboxTable.BY_DUE_TIME)
                    .consistentRead(true)
                    .keyConditionExpression("q = :q AND due <= :now")
                    .expressionAttributeValues(Map.of(":q", text(queue), ":now", number(nowMillis)))
                    .limit(most))
            .items()
            .stream()
            .map(DynamoOutboxItem::read)
            .toList());
  }

  @Override
  public OptionalLong oldestMillis(String queue) {
    return asking(() ->
        dynamo
            .client()
            .query(b ->
                b.tableName(table)
                    .consistentRead(true)
                    .keyConditionExpression("q = :q")
                    .expressionAttributeValues(Map.of(":q", text(queue)))
                    .limit(1))
            .items()
            .stream()
            .map(DynamoOutboxItem::read)
            .mapToLong(OutboxItem::sinceMillis)
            .findFirst());
  }

  @Override
  public Optional<OutboxItem> lease(OutboxItem seen, long untilMillis) {
    Map<String, AttributeValue> values = asSeen(seen);
    values.put(":until", number(untilMillis));
    values.put(":one", number(1));
    return update(seen, "SET due = :until, #ttl = :kept ADD tries :one", values);
  }

  @Override
  public Optional<OutboxItem> change(OutboxItem leased, Errand errand, long dueMillis) {
    Map<String, AttributeValue> values = asSeen(leased);
    values.put(":until", number(dueMillis));
    values.put(":errand", DynamoOutboxItem.errand(errand));
    return update(leased, "SET due = :until, #ttl = :kept, errand = :errand", values);
  }

  @Override
  public void remove(OutboxItem done) {
    asking(
        () -> dynamo.client().deleteItem(b -> b.tableName(table).key(DynamoOutboxItem.key(done))));
  }

  @Override
  public boolean abandon(OutboxItem leased) {
    return asking(() -> {
      try {
        dynamo
            .client()
            .deleteItem(b ->
                b.tableName(table)
                    .key(DynamoOutboxItem.key(leased))
                    .conditionExpression(UNCHANGED)
                    .expressionAttributeValues(asSeen(leased)));
        return true;
      } catch (ConditionalCheckFailedException e) {
        return false;
      }
    });
  }

  private static Map<String, AttributeValue> asSeen(OutboxItem item) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":seen", number(item.dueMillis()));
    values.put(":tries", number(item.tries()));
    return values;
  }

  private Optional<OutboxItem> update(
      OutboxItem seen, String expression, Map<String, AttributeValue> values) {
    // What somebody is at is kept, however long it takes.
    values.put(":kept", DynamoOutboxItem.keptUntil(clock.millis(), keep));
    return asking(() -> {
      try {
        return Optional.of(
            DynamoOutboxItem.read(
                dynamo
                    .client()
                    .updateItem(b ->
                        b.tableName(table)
                            .key(DynamoOutboxItem.key(seen))
                            .conditionExpression(UNCHANGED)
                            .updateExpression(expression)
                            .expressionAttributeNames(Map.of("#ttl", DynamoConnection.TTL))
                            .expressionAttributeValues(values)
                            .returnValues(ReturnValue.ALL_NEW))
                    .attributes()));
      } catch (ConditionalCheckFailedException e) {
        return Optional.empty();
      }
    });
  }

  private DynamoWrite write(String queue, String name, Errand errand) {
    long nowMillis = clock.millis();
    OutboxItem item =
        new OutboxItem(
            queue, DynamoOutboxItem.id(nowMillis, name), errand, nowMillis, nowMillis, 0);
    return new DynamoWrite(
        Put.builder().tableName(table).item(DynamoOutboxItem.write(item, keep)).build(),
        DynamoOutboxItem.QUEUE,
        DynamoOutboxItem.ID);
  }

  private static <T> T asking(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new StorageUnavailableException("the outbox does not answer", e);
    }
  }
}
