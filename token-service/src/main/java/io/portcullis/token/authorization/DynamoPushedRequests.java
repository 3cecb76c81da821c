package io.portcullis.token.authorization;

import static io.portcullis.token.authorization.DynamoItems.text;

import io.portcullis.token.dynamo.DynamoConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Pushed requests in the accounts table. */
public final class DynamoPushedRequests implements PushedRequests {
  private final DynamoItems items;
  private final RandomIds ids;

  public DynamoPushedRequests(
      DynamoConnection connection, InstantSource clock, SecureRandom random) {
    this.items = new DynamoItems(connection, clock, Duration.ofMinutes(5));
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
    return items
        .takeOnce(key(reference), "cid = :owner", Map.of(":owner", text(clientId)))
        .map(item -> text(item, "parameters"));
  }

  private static String key(String reference) {
    return "pushed#" + reference;
  }
}
