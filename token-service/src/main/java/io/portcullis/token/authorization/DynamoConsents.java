package io.portcullis.token.authorization;

import io.portcullis.token.dynamo.DynamoConnection;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Consents in the accounts table, one item for each user and client. */
public final class DynamoConsents implements Consents {
  private static final String SCOPES = "scopes";

  private final DynamoItems items;

  public DynamoConsents(DynamoConnection connection, InstantSource clock) {
    this.items = new DynamoItems(connection, clock);
  }

  @Override
  public Set<String> scopes(String tenant, String userId, String clientId) {
    return items
        .find(key(tenant, userId, clientId))
        .map(item -> item.get(SCOPES))
        .map(scopes -> Set.copyOf(scopes.ss()))
        .orElseGet(Set::of);
  }

  @Override
  public void add(String tenant, String userId, String clientId, Collection<String> scopes) {
    if (scopes.isEmpty()) {
      return;
    }
    items.asking(dynamo ->
        dynamo.updateItem(update ->
            update
                .tableName(items.table())
                .key(items.key(key(tenant, userId, clientId)))
                .updateExpression("ADD scopes :scopes SET agreedAt = :now")
                .expressionAttributeValues(
                    Map.of(
                        ":scopes",
                        AttributeValue.fromSs(scopes.stream().distinct().toList()),
                        ":now",
                        DynamoItems.number(items.nowMillis())))));
  }

  // Lengths first, so that no choice of names makes two users one.
  private static String key(String tenant, String userId, String clientId) {
    return "consent#%d:%s:%d:%s:%s"
        .formatted(tenant.length(), tenant, userId.length(), userId, clientId);
  }
}
