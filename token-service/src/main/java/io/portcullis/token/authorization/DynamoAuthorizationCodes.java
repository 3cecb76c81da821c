package io.portcullis.token.authorization;

import static io.portcullis.token.authorization.DynamoItems.list;
import static io.portcullis.token.authorization.DynamoItems.number;
import static io.portcullis.token.authorization.DynamoItems.optional;
import static io.portcullis.token.authorization.DynamoItems.text;

import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.session.Device;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Codes in the accounts table, remembered for a day so that a replay ends what came of them. */
public final class DynamoAuthorizationCodes implements AuthorizationCodes {
  private static final String USED_BY = "usedBy";

  private final DynamoItems items;

  public DynamoAuthorizationCodes(DynamoConnection connection, InstantSource clock) {
    this.items = new DynamoItems(connection, clock);
  }

  @Override
  public void add(AuthorizationCode code) {
    Map<String, AttributeValue> item = items.expiring(key(code.id()), code.expiryMillis());
    item.put("cid", text(code.clientId()));
    item.put("redirect_uri", text(code.redirectUri().toString()));
    item.put("tid", text(code.tenant()));
    item.put("uid", text(code.userId()));
    item.put("login", text(code.loginId()));
    item.put("scopes", list(code.scopes()));
    item.put("aud", text(code.audience()));
    item.put("challenge", text(code.codeChallenge()));
    code.nonce().ifPresent(nonce -> item.put("nonce", text(nonce)));
    item.put("amr", list(code.amr()));
    item.put("start", number(code.authorizedAtMillis()));
    code.authenticatedAtMillis().ifPresent(at -> item.put("authAt", number(at)));
    item.put("label", text(code.device().label()));
    item.put("uaHash", text(code.device().userAgentHash()));
    item.put("ipHash", text(code.device().addressHash()));
    items.put(item);
  }

  @Override
  public Optional<AuthorizationCode> find(String id) {
    return items
        .find(key(id))
        .filter(item -> items.isUnexpired(item) || item.containsKey(USED_BY))
        .map(item -> code(id, item));
  }

  @Override
  public DynamoWrite using(AuthorizationCode code, String sid) {
    return new DynamoWrite(
        Update.builder()
            .tableName(items.table())
            .key(items.key(key(code.id())))
            .conditionExpression("#exp > :now AND attribute_not_exists(usedBy)")
            .updateExpression("SET usedBy = :sid")
            .expressionAttributeNames(Map.of("#exp", DynamoItems.EXPIRY))
            .expressionAttributeValues(Map.of(":sid", text(sid), ":now", number(items.nowMillis())))
            .build());
  }

  private static AuthorizationCode code(String id, Map<String, AttributeValue> item) {
    return new AuthorizationCode(
        id,
        text(item, "cid"),
        URI.create(text(item, "redirect_uri")),
        text(item, "tid"),
        text(item, "uid"),
        text(item, "login"),
        list(item, "scopes"),
        text(item, "aud"),
        text(item, "challenge"),
        optional(item, "nonce"),
        list(item, "amr"),
        number(item, "start"),
        DynamoItems.optionalNumber(item, "authAt"),
        number(item, DynamoItems.EXPIRY),
        new Device(text(item, "label"), text(item, "uaHash"), text(item, "ipHash")),
        optional(item, USED_BY));
  }

  private static String key(String id) {
    return "code#" + id;
  }
}
