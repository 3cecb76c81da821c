package io.portcullis.token.authorization;

import static io.portcullis.token.authorization.DynamoItems.number;
import static io.portcullis.token.authorization.DynamoItems.text;

import io.portcullis.token.dynamo.DynamoConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Visits to other providers in the accounts table. */
public final class DynamoProviderVisits implements ProviderVisits {
  private static final Duration LIFE = Duration.ofMinutes(15);

  private final DynamoItems items;
  private final RandomIds ids;

  public DynamoProviderVisits(
      DynamoConnection connection, InstantSource clock, SecureRandom random) {
    this.items = new DynamoItems(connection, clock, Duration.ofMinutes(5));
    this.ids = new RandomIds(random);
  }

  @Override
  public String begin(String provider, String interaction, String browser) {
    String state = ids.secret();
    long now = items.nowMillis();
    Map<String, AttributeValue> item = items.expiring(key(state), now + LIFE.toMillis());
    item.put("provider", text(provider));
    item.put("interaction", text(interaction));
    item.put("browser", text(browser));
    item.put("startedAt", number(now));
    items.put(item);
    return state;
  }

  @Override
  public Optional<ProviderVisit> take(String state, List<String> browser) {
    if (browser.isEmpty()) {
      return Optional.empty();
    }
    Map<String, AttributeValue> owners = new TreeMap<>();
    browser.forEach(hash -> owners.put(":owner" + owners.size(), text(hash)));
    return items
        .takeOnce(key(state), "browser IN (" + String.join(", ", owners.keySet()) + ")", owners)
        .map(item ->
            new ProviderVisit(
                text(item, "provider"), text(item, "interaction"), number(item, "startedAt")));
  }

  private static String key(String state) {
    return "visit#" + RandomIds.hash(state);
  }
}
