package io.portcullis.token.authorization;

import io.portcullis.token.dynamo.DynamoConnection;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Consents in the accounts table, one item for each agreement. */
public final class DynamoConsents implements Consents {
  private static final String SCOPES = "scopes";

  private final DynamoItems items;

  public DynamoConsents(DynamoConnection connection, InstantSource clock) {
    this.items = new DynamoItems(connection, clock);
  }

  @Override
  public Set<String> scopes(Agreement agreement) {
    return items
        .find(key(agreement))
        .map(item -> item.get(SCOPES))
        .map(scopes -> Set.copyOf(scopes.ss()))
        .orElseGet(Set::of);
  }

  @Override
  public void add(Agreement agreement, Collection<String> scopes) {
    if (scopes.isEmpty()) {
      return;
    }
    items.asking(dynamo ->
        dynamo.updateItem(update ->
            update
                .tableName(items.table())
                .key(items.key(key(agreement)))
                .updateExpression("ADD scopes :scopes SET agreedAt = :now")
                .expressionAttributeValues(
                    Map.of(
                        ":scopes",
                        AttributeValue.fromSs(scopes.stream().distinct().toList()),
                        ":now",
                        DynamoItems.number(items.nowMillis())))));
  }

  // Lengths first, so that no choice of names makes two agreements one.
  private static String key(Agreement agreement) {
    StringBuilder key = new StringBuilder("consent#");
    for (String part : List.of(agreement.tenant(), agreement.userId(), agreement.clientId())) {
      key.append(part.length()).append(':').append(part).append(':');
    }
    return key.append(agreement.audience()).toString();
  }
}
