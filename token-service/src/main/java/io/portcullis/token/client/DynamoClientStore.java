package io.portcullis.token.client;

import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** Clients in the accounts table, one item each. */
public final class DynamoClientStore implements ClientStore {
  private static final String KEY = "pk";
  private static final String RECEIVERS = "logout-receivers";
  private static final String IDS = "cids";

  private final DynamoDbClient dynamo;
  private final String table;

  public DynamoClientStore(DynamoConnection connection) {
    this.dynamo = connection.client();
    this.table = connection.table("accounts");
  }

  @Override
  public Optional<Client> find(String clientId) {
    return io(() -> {
      var answer =
          dynamo.getItem(get -> get.tableName(table).key(key(clientId)).consistentRead(true));
      return answer.hasItem() ? Optional.of(client(answer.item())) : Optional.empty();
    });
  }

  @Override
  public void put(Client client) {
    Map<String, AttributeValue> item = new HashMap<>(key(client.clientId()));
    item.put("cid", AttributeValue.fromS(client.clientId()));
    client.name().ifPresent(name -> item.put("client_name", AttributeValue.fromS(name)));
    client.secretHash().ifPresent(hash -> item.put("secret_hash", AttributeValue.fromS(hash)));
    client.keys().ifPresent(keys -> item.put("jwks", AttributeValue.fromS(keys.json())));
    item.put("grant_types", list(client.grantTypes()));
    item.put("scopes", list(client.scopes()));
    item.put("redirect_uris", list(client.redirectUris()));
    item.put("post_logout_redirect_uris", list(client.postLogoutRedirectUris()));
    item.put("audience", AttributeValue.fromS(client.accessTokenAudience()));
    item.put("resources", list(client.resources()));
    item.put("introspects", list(client.introspects()));
    item.put("rotate_refresh_tokens", AttributeValue.fromBool(client.refresh().rotates()));
    client
        .refresh()
        .grace()
        .ifPresent(grace ->
            item.put("refresh_grace_ms", AttributeValue.fromN(Long.toString(grace.toMillis()))));
    client
        .idTokenAlgorithm()
        .ifPresent(name -> item.put("id_token_alg", AttributeValue.fromS(name)));
    item.put("web_origins", list(client.webOrigins()));
    item.put("first_party", AttributeValue.fromBool(client.firstParty()));
    item.put("pushed_only", AttributeValue.fromBool(client.requirePushedAuthorizationRequests()));
    client
        .backchannelLogout()
        .ifPresent(logout -> {
          item.put("backchannel_logout_uri", AttributeValue.fromS(logout.uri().toString()));
          item.put(
              "backchannel_logout_session_required",
              AttributeValue.fromBool(logout.sessionRequired()));
          putReceiver(client.clientId());
        });
    client
        .certificates()
        .name()
        .ifPresent(name -> {
          item.put("certificate_kind", AttributeValue.fromS(name.kind().name()));
          item.put("certificate_name", AttributeValue.fromS(name.value()));
        });
    item.put("self_signed", AttributeValue.fromBool(client.certificates().selfSigned()));
    item.put("bound_tokens", AttributeValue.fromBool(client.certificates().boundTokens()));
    io(() -> dynamo.putItem(put -> put.tableName(table).item(item)));
    client.webOrigins().forEach(this::putOrigin);
  }

  @Override
  public boolean isWebOrigin(String origin) {
    return io(() ->
        dynamo
            .getItem(get -> get.tableName(table).key(originKey(origin)).consistentRead(true))
            .hasItem());
  }

  // A preflight names no client: it is enough that there is one.
  private void putOrigin(String origin) {
    io(() -> dynamo.putItem(put -> put.tableName(table).item(originKey(origin))));
  }

  @Override
  public Set<String> logoutReceivers() {
    return io(() -> {
      var answer =
          dynamo.getItem(get -> get.tableName(table).key(receiversKey()).consistentRead(true));
      return answer.hasItem() ? Set.copyOf(attribute(answer.item(), IDS).ss()) : Set.of();
    });
  }

  // Before the client itself: whoever ends a session of it must find it here. It stays for ever,
  // for what waits for a client whose address was taken away must be found, too.
  private void putReceiver(String clientId) {
    try {
      dynamo.updateItem(update ->
          update
              .tableName(table)
              .key(receiversKey())
              .updateExpression("ADD cids :one")
              .conditionExpression(
                  "attribute_not_exists(cids) OR contains(cids, :id) OR size(cids) < :most")
              .expressionAttributeValues(
                  Map.of(
                      ":one", AttributeValue.fromSs(List.of(clientId)),
                      ":id", AttributeValue.fromS(clientId),
                      ":most", AttributeValue.fromN(Integer.toString(MAX_LOGOUT_RECEIVERS)))));
    } catch (ConditionalCheckFailedException e) {
      throw new IllegalArgumentException(
          "no more than " + MAX_LOGOUT_RECEIVERS + " clients can have a backchannel_logout_uri", e);
    } catch (SdkException e) {
      throw new StorageUnavailableException("the accounts table does not answer", e);
    }
  }

  private static Map<String, AttributeValue> receiversKey() {
    return Map.of(KEY, AttributeValue.fromS(RECEIVERS));
  }

  private static Map<String, AttributeValue> originKey(String origin) {
    return Map.of(KEY, AttributeValue.fromS("origin#" + origin));
  }

  private static Client client(Map<String, AttributeValue> item) {
    return new Client(
        attribute(item, "cid").s(),
        Optional.ofNullable(item.get("client_name")).map(AttributeValue::s),
        Optional.ofNullable(item.get("secret_hash")).map(AttributeValue::s),
        Optional.ofNullable(item.get("jwks")).map(AttributeValue::s).map(ClientKeys::parse),
        Set.copyOf(strings(item, "grant_types")),
        Set.copyOf(strings(item, "scopes")),
        strings(item, "redirect_uris"),
        strings(item, "post_logout_redirect_uris"),
        attribute(item, "audience").s(),
        added(item, "resources"),
        added(item, "introspects"),
        refresh(item),
        flag(item, "first_party"),
        flag(item, "pushed_only"),
        Optional.ofNullable(item.get("id_token_alg")).map(AttributeValue::s),
        added(item, "web_origins"),
        BackchannelLogout.of(
            Optional.ofNullable(item.get("backchannel_logout_uri")).map(AttributeValue::s),
            flag(item, "backchannel_logout_session_required")),
        certificates(item));
  }

  private static CertificateRules certificates(Map<String, AttributeValue> item) {
    return new CertificateRules(
        Optional.ofNullable(item.get("certificate_kind"))
            .map(kind ->
                new CertificateName(
                    CertificateName.Kind.valueOf(kind.s()),
                    attribute(item, "certificate_name").s())),
        flag(item, "self_signed"),
        flag(item, "bound_tokens"));
  }

  private static RefreshRules refresh(Map<String, AttributeValue> item) {
    AttributeValue rotates = item.get("rotate_refresh_tokens");
    return new RefreshRules(
        Optional.ofNullable(item.get("refresh_grace_ms"))
            .map(grace -> Duration.ofMillis(Long.parseLong(grace.n()))),
        rotates == null || rotates.bool());
  }

  private static Map<String, AttributeValue> key(String clientId) {
    return Map.of(KEY, AttributeValue.fromS("client#" + clientId));
  }

  private static AttributeValue list(Collection<String> values) {
    return AttributeValue.fromL(values.stream().map(AttributeValue::fromS).toList());
  }

  private static List<String> strings(Map<String, AttributeValue> item, String name) {
    return attribute(item, name).l().stream().map(AttributeValue::s).toList();
  }

  // Registrations of an earlier release lack it.
  private static Set<String> added(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) ? Set.copyOf(strings(item, name)) : Set.of();
  }

  private static boolean flag(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) && item.get(name).bool();
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }

  private static <T> T io(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new StorageUnavailableException("the accounts table does not answer", e);
    }
  }
}
