package io.portcullis.token.session;

import static io.portcullis.token.session.DynamoSessionItem.number;
import static io.portcullis.token.session.DynamoSessionItem.text;

import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** The table of sessions, from one end to the other. */
public final class DynamoSessionPages implements SessionPages {
  /** DynamoDB takes at most 100 keys in one batch read. */
  private static final int QUERIED = 100;

  /** A quarter of a megabyte: 64 read units, which leave a partition room for refreshes. */
  private static final int SCANNED = 256;

  private final DynamoConnection dynamo;
  private final String table;

  public DynamoSessionPages(DynamoConnection dynamo) {
    this.dynamo = dynamo;
    this.table = dynamo.table(DynamoSessionTable.NAME);
  }

  @Override
  public SessionPage page(SessionScope scope, Optional<String> from) {
    return switch (scope) {
      case SessionScope.OfUser(String tenant, String userId) ->
          query(DynamoSessionItem.owner(tenant, userId), from);
      case SessionScope.OfTenant(String tenant) -> scan(DynamoSessionItem.TENANT, tenant, from);
      case SessionScope.OfClient(String clientId) -> scan(DynamoSessionItem.CLIENT, clientId, from);
    };
  }

  private SessionPage query(String owner, Optional<String> from) {
    QueryResponse found =
        asking(() ->
            dynamo
                .client()
                .query(b ->
                    b.tableName(table)
                        .indexName(DynamoSessionTable.BY_USER)
                        .keyConditionExpression("own = :own")
                        .expressionAttributeValues(Map.of(":own", text(owner)))
                        .exclusiveStartKey(from.map(place -> indexKey(owner, place)).orElse(null))
                        .limit(QUERIED)));
    List<Map<String, AttributeValue>> keys =
        found.items().stream().map(item -> sessionKey(DynamoSessionItem.sid(item))).toList();
    return new SessionPage(
        keys.isEmpty() ? List.of() : active(read(keys)),
        found.hasLastEvaluatedKey()
            ? Optional.of(indexPlace(found.lastEvaluatedKey()))
            : Optional.empty());
  }

  private List<Map<String, AttributeValue>> read(List<Map<String, AttributeValue>> keys) {
    BatchGetItemResponse read =
        asking(() ->
            dynamo
                .client()
                .batchGetItem(b ->
                    b.requestItems(
                        Map.of(
                            table,
                            KeysAndAttributes.builder().keys(keys).consistentRead(true).build()))));
    if (!read.unprocessedKeys().isEmpty()) {
      throw new StorageUnavailableException("not all of a user's sessions could be read");
    }
    return read.responses().getOrDefault(table, List.of());
  }

  private SessionPage scan(String attribute, String value, Optional<String> from) {
    ScanResponse found =
        asking(() ->
            dynamo
                .client()
                .scan(b ->
                    b.tableName(table)
                        .consistentRead(true)
                        .filterExpression("#of = :whom")
                        .expressionAttributeNames(Map.of("#of", attribute))
                        .expressionAttributeValues(Map.of(":whom", text(value)))
                        .exclusiveStartKey(from.map(DynamoSessionPages::sessionKey).orElse(null))
                        .limit(SCANNED)));
    return new SessionPage(
        active(found.items()),
        found.hasLastEvaluatedKey()
            ? Optional.of(DynamoSessionItem.sid(found.lastEvaluatedKey()))
            : Optional.empty());
  }

  private static List<Session> active(Collection<Map<String, AttributeValue>> items) {
    return items.stream()
        .map(DynamoSessionItem::read)
        .filter(StoredSession::active)
        .map(StoredSession::session)
        .toList();
  }

  private static String indexPlace(Map<String, AttributeValue> key) {
    return Objects.requireNonNull(key.get(DynamoSessionItem.SESSION_START)).n()
        + ":"
        + DynamoSessionItem.sid(key);
  }

  private static Map<String, AttributeValue> indexKey(String owner, String place) {
    int colon = place.indexOf(':');
    return Map.of(
        DynamoSessionItem.OWNER,
        text(owner),
        DynamoSessionItem.SESSION_START,
        number(Long.parseLong(place.substring(0, colon))),
        DynamoSessionItem.SID,
        text(place.substring(colon + 1)));
  }

  private static Map<String, AttributeValue> sessionKey(String sid) {
    return Map.of(DynamoSessionItem.SID, text(sid));
  }

  private static <T> T asking(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new StorageUnavailableException("sessions cannot be read now", e);
    }
  }
}
