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

/** Interactions in the accounts table. */
public final class DynamoInteractions implements Interactions {
  private static final Duration LIFE = Duration.ofMinutes(15);

  private final DynamoItems items;
  private final RandomIds ids;

  public DynamoInteractions(DynamoConnection connection, InstantSource clock, SecureRandom random) {
    this.items = new DynamoItems(connection, clock, Duration.ofMinutes(5));
    this.ids = new RandomIds(random);
  }

  @Override
  public Interaction begin(String parameters, String browser) {
    Interaction begun = new Interaction(ids.name(), parameters, browser, items.nowMillis());
    Map<String, AttributeValue> item =
        items.expiring(key(begun.id()), begun.startedAtMillis() + LIFE.toMillis());
    item.put("parameters", text(parameters));
    item.put("browser", text(browser));
    item.put("startedAt", number(begun.startedAtMillis()));
    items.put(item);
    return begun;
  }

  @Override
  public Optional<Interaction> find(String id) {
    return items
        .findUnexpired(key(id))
        .map(item ->
            new Interaction(
                id, text(item, "parameters"), text(item, "browser"), number(item, "startedAt")));
  }

  @Override
  public void end(Interaction interaction) {
    items.delete(key(interaction.id()));
  }

  private static String key(String id) {
    return "interaction#" + id;
  }
}
