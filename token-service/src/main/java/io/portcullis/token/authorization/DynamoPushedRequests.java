package io.portcullis.token.authorization;

import static io.portcullis.token.authorization.DynamoItems.number;
import static io.portcullis.token.authorization.DynamoItems.text;

import io.portcullis.token.dynamo.DynamoConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Pushed requests in the accounts table. */
public final class DynamoPushedRequests implements PushedRequests {
  private final DynamoItems items;
  private final DynamoConnection connection;
  private final RandomIds ids;

  public DynamoPushedRequests(
      DynamoConnection connection, InstantSource clock, SecureRandom random) {
    this.items = new DynamoItems(connection, clock, Duration.ofMinutes(5));
    this.connection = connection;
    this.ids = new RandomIds(random);
  }

  @Override
  public String push(String clientId, String parameters) {
    String reference = ids.secret();
    Map<String, AttributeValue> item =
        items.expiring(key(reference), items.nowMillis() + LIFE.toMillis());
    item.put("cid", text(clientId));
    item.put("parameters", text(parameters));
    items.put(item);
    return reference;
  }

  @Override
  public Optional<String> take(String clientId, String reference) {
    AttributeValue use = text(connection.newId());
    return items.asking(dynamo -> {
      try {
        var taken =
            dynamo.updateItem(update ->
                update
                    .tableName(items.table())
                    .key(items.key(key(reference)))
                    .conditionExpression(
                        "cid = :client AND exp > :now AND attribute_not_exists(usedBy)")
                    .updateExpression("SET usedBy = :use")
                    .expressionAttributeValues(
                        Map.of(
                            ":client", text(clientId),
                            ":now", number(items.nowMillis()),
                            ":use", use))
                    .returnValues(ReturnValue.ALL_NEW)
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD));
        return Optional.of(text(taken.attributes(), "parameters"));
      } catch (ConditionalCheckFailedException e) {
        // The library repeats an update whose answer was lost, and the repeat finds its own use.
        return e.hasItem() && use.equals(e.item().get("usedBy"))
            ? Optional.of(text(e.item(), "parameters"))
            : Optional.empty();
      }
    });
  }

  private static String key(String reference) {
    return "pushed#" + reference;
  }
}
