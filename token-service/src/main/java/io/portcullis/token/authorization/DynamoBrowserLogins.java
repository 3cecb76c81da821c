package io.portcullis.token.authorization;

import static io.portcullis.token.authorization.DynamoItems.list;
import static io.portcullis.token.authorization.DynamoItems.number;
import static io.portcullis.token.authorization.DynamoItems.optionalNumber;
import static io.portcullis.token.authorization.DynamoItems.text;

import io.portcullis.token.account.LoginEpoch;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoWrite;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Logins of browsers in the accounts table, one item each with the sessions that joined. */
public final class DynamoBrowserLogins implements BrowserLogins {
  private static final String SIDS = "sids";
  private static final String EPOCH = "epoch";
  private static final String ENDED_AT = "endedAt";
  private static final String AUTHENTICATED_AT = "authAt";
  private static final String LOGGED_IN_AT = "loginAt";

  private final DynamoItems items;

  /**
   * Uses the accounts table.
   *
   * @param sessionLife so long after its own end a login is still known, for its sessions may live
   */
  public DynamoBrowserLogins(
      DynamoConnection connection, InstantSource clock, Duration sessionLife) {
    this.items = new DynamoItems(connection, clock, sessionLife);
  }

  @Override
  public void add(BrowserLogin login) {
    Map<String, AttributeValue> item = items.expiring(key(login.id()), login.expiryMillis());
    item.put("secret", text(login.secretHash()));
    item.put("tid", text(login.tenant()));
    item.put("uid", text(login.userId()));
    item.put("amr", list(login.amr()));
    item.put(EPOCH, number(login.epoch()));
    item.put("start", number(login.startMillis()));
    login.authenticatedAtMillis().ifPresent(at -> item.put(AUTHENTICATED_AT, number(at)));
    item.put(LOGGED_IN_AT, number(login.loggedInAtMillis()));
    item.put(SIDS, list(login.sids()));
    items.put(item);
  }

  @Override
  public Optional<BrowserLogin> find(String id) {
    return items.findUnexpired(key(id)).map(item -> login(id, item)).filter(l -> !l.ended());
  }

  @Override
  public Optional<BrowserLogin> findEvenOver(String id) {
    return items.find(key(id)).map(item -> login(id, item));
  }

  @Override
  public boolean renew(BrowserLogin login) {
    Map<String, AttributeValue> values =
        new HashMap<>(
            Map.of(
                ":secret", text(login.secretHash()),
                ":loginAt", number(login.loggedInAtMillis()),
                ":amr", list(login.amr()),
                ":exp", number(login.expiryMillis()),
                ":ttl", items.tidyAfter(login.expiryMillis())));
    login.authenticatedAtMillis().ifPresent(at -> values.put(":authAt", number(at)));
    return items.asking(dynamo -> {
      try {
        dynamo.updateItem(update ->
            update
                .tableName(items.table())
                .key(items.key(key(login.id())))
                .conditionExpression("attribute_exists(pk) AND attribute_not_exists(endedAt)")
                .updateExpression(
                    "SET secret = :secret, loginAt = :loginAt, amr = :amr, #exp = :exp, #ttl = :ttl"
                        // A time that is unknown must not be the one of the login before.
                        + (values.containsKey(":authAt") ? ", authAt = :authAt" : " REMOVE authAt"))
                .expressionAttributeNames(
                    Map.of("#exp", DynamoItems.EXPIRY, "#ttl", DynamoConnection.TTL))
                .expressionAttributeValues(values));
        return true;
      } catch (ConditionalCheckFailedException ended) {
        return false;
      }
    });
  }

  @Override
  public Optional<BrowserLogin> end(String id) {
    return items.asking(dynamo -> {
      try {
        var ended =
            dynamo.updateItem(update ->
                update
                    .tableName(items.table())
                    .key(items.key(key(id)))
                    .conditionExpression("attribute_exists(pk)")
                    .updateExpression("SET endedAt = if_not_exists(endedAt, :now)")
                    .expressionAttributeValues(Map.of(":now", number(items.nowMillis())))
                    .returnValues(ReturnValue.ALL_NEW));
        return Optional.of(login(id, ended.attributes()));
      } catch (ConditionalCheckFailedException unknown) {
        return Optional.empty();
      }
    });
  }

  @Override
  public DynamoWrite joining(BrowserLogin login, List<String> leaving, String sid) {
    List<String> sids = new ArrayList<>(login.sids());
    sids.removeAll(leaving);
    sids.add(sid);
    return new DynamoWrite(
        Update.builder()
            .tableName(items.table())
            .key(items.key(key(login.id())))
            .conditionExpression("attribute_not_exists(endedAt) AND sids = :before")
            .updateExpression("SET sids = :after")
            .expressionAttributeValues(Map.of(":before", list(login.sids()), ":after", list(sids)))
            .build());
  }

  @Override
  public DynamoWrite notEnded(BrowserLogin login) {
    return new DynamoWrite(
        ConditionCheck.builder()
            .tableName(items.table())
            .key(items.key(key(login.id())))
            .conditionExpression("attribute_exists(pk) AND attribute_not_exists(endedAt)")
            .build());
  }

  private static BrowserLogin login(String id, Map<String, AttributeValue> item) {
    return new BrowserLogin(
        id,
        text(item, "secret"),
        text(item, "tid"),
        text(item, "uid"),
        list(item, "amr"),
        // Those from before there were epochs are of the first.
        item.containsKey(EPOCH) ? number(item, EPOCH) : LoginEpoch.FIRST.number(),
        number(item, "start"),
        optionalNumber(item, AUTHENTICATED_AT),
        optionalNumber(item, LOGGED_IN_AT).orElse(0),
        number(item, DynamoItems.EXPIRY),
        item.containsKey(ENDED_AT),
        list(item, SIDS));
  }

  private static String key(String id) {
    return "login#" + id;
  }
}
