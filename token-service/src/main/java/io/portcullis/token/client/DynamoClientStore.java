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

/** Clients in the accounts table, one item each; reads are strongly consistent. */
public final class DynamoClientStore implements ClientStore {
  private static final String KEY = "pk";
  private static final String RECEIVERS = "logout-receivers";
  private static final String RS256_CLIENTS = "rs256-clients";
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
        .algorithms()
        .idToken()
        .ifPresent(name -> item.put("id_token_alg", AttributeValue.fromS(name)));
    client
        .algorithms()
        .accessToken()
        .ifPresent(name -> item.put("access_token_alg", AttributeValue.fromS(name)));
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
          name(RECEIVERS, client.clientId(), MAX_LOGOUT_RECEIVERS, "have a backchannel_logout_uri");
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
    if (client.algorithms().needRs256()) {
      name(RS256_CLIENTS, client.clientId(), MAX_RS256_CLIENTS, "be registered for RS256");
    }
    io(() -> dynamo.putItem(put -> put.tableName(table).item(item)));
    if (!client.algorithms().needRs256()) {
      nameNoLonger(RS256_CLIENTS, client.clientId());
    }
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

  // What waits for a client whose address was taken away must be found, too: so it stays for ever.
  @Override
  public Set<String> logoutReceivers() {
    return named(RECEIVERS);
  }

  @Override
  public Set<String> rs256Clients() {
    return named(RS256_CLIENTS);
  }

  private Set<String> named(String list) {
    return io(() -> {
      var answer =
          dynamo.getItem(get -> get.tableName(table).key(listKey(list)).consistentRead(true));
      return answer.item().containsKey(IDS)
          ? Set.copyOf(attribute(answer.item(), IDS).ss())
          : Set.of();
    });
  }

  // Before the client itself: whoever has to do with it must find it here.
  private void name(String list, String clientId, int most, String what) {
    try {
      dynamo.updateItem(update ->
          update
              .tableName(table)
              .key(listKey(list))
              .updateExpression("ADD cids :one")
              .conditionExpression(
                  "attribute_not_exists(cids) OR contains(cids, :id) OR size(cids) < :most")
              .expressionAttributeValues(
                  Map.of(
                      ":one", AttributeValue.fromSs(List.of(clientId)),
                      ":id", AttributeValue.fromS(clientId),
                      ":most", AttributeValue.fromN(Integer.toString(most)))));
    } catch (ConditionalCheckFailedException e) {
      throw new IllegalArgumentException("no more than " + most + " clients can " + what, e);
    } catch (SdkException e) {
      throw new StorageUnavailableException("the accounts table does not answer", e);
    }
  }

  private void nameNoLonger(String list, String clientId) {
    io(() ->
        dynamo.updateItem(update ->
            update
                .tableName(table)
                .key(listKey(list))
                .updateExpression("DELETE cids :one")
                .expressionAttributeValues(
                    Map.of(":one", AttributeValue.fromSs(List.of(clientId))))));
  }

  private static Map<String, AttributeValue> listKey(String list) {
    return Map.of(KEY, AttributeValue.fromS(list));
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
        new TokenAlgorithms(
            Optional.ofNullable(item.get("id_token_alg")).map(AttributeValue::s),
            Optional.ofNullable(item.get("access_token_alg")).map(AttributeValue::s)),
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
