package io.portcullis.token.authorization;

import io.portcullis.token.dynamo.DynamoConnection;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Consents in the accounts table, one item for each consent. */
public final class DynamoConsents implements Consents {
  private static final String SCOPES = "scopes";

  private final DynamoItems items;

  public DynamoConsents(DynamoConnection connection, InstantSource clock) {
    this.items = new DynamoItems(connection, clock);
  }

  @Override
  public Set<String> scopes(ConsentKey consent) {
    return items
        .find(key(consent))
        .map(item -> item.get(SCOPES))
        .map(scopes -> Set.copyOf(scopes.ss()))
        .orElseGet(Set::of);
  }

  @Override
  public void add(ConsentKey consent, Collection<String> scopes) {
    if (scopes.isEmpty()) {
      return;
    }
    items.asking(dynamo ->
        dynamo.updateItem(update ->
            update
                .tableName(items.table())
                .key(items.key(key(consent)))
                .updateExpression("ADD scopes :scopes SET agreedAt = :now")
                .expressionAttributeValues(
                    Map.of(
                        ":scopes",
                        AttributeValue.fromSs(scopes.stream().distinct().toList()),
                        ":now",
                        DynamoItems.number(items.nowMillis())))));
  }

  // Lengths first, so that no choice of names makes two consents one.
  private static String key(ConsentKey consent) {
    StringBuilder key = new StringBuilder("consent#");
    for (String part : List.of(consent.tenant(), consent.userId(), consent.clientId())) {
      key.append(part.length()).append(':').append(part).append(':');
    }
    return key.append(consent.audience()).toString();
  }
}
