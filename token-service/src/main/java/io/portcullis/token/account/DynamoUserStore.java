package io.portcullis.token.account;

import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Users in the accounts table: one item by id holds the user; one by e-mail address, and one by
 * each other provider's name for the user, point to it. They are written in one transaction, so an
 * address or a name elsewhere names at most one user.
 */
public final class DynamoUserStore implements UserStore, ProviderLinks {
  private static final String KEY = "pk";
  private static final String EPOCH = "login_epoch";
  private static final String SPARED = "login_spared";
  private static final String NOBODY = userKey("", "");

  private final DynamoConnection connection;
  private final DynamoDbClient dynamo;
  private final String table;

  public DynamoUserStore(DynamoConnection connection) {
    this.connection = connection;
    this.dynamo = connection.client();
    this.table = connection.table("accounts");
  }

  /** Creates the accounts table, which clients share, unless it exists. */
  public void createTable() {
    connection.createTable(
        CreateTableRequest.builder()
            .tableName(table)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(KeySchemaElement.builder().attributeName(KEY).keyType(KeyType.HASH).build())
            .attributeDefinitions(
                AttributeDefinition.builder()
                    .attributeName(KEY)
                    .attributeType(ScalarAttributeType.S)
                    .build())
            .build());
  }

  @Override
  public Optional<User> findByEmail(EmailAddress email) {
    Optional<Map<String, AttributeValue>> pointer = item(emailKey(email));
    // An unknown address costs the same two reads: their time must not tell who has an account.
    Optional<User> user =
        item(pointer.map(DynamoUserStore::userKeyOf).orElse(NOBODY)).map(DynamoUserStore::user);
    return pointer.isPresent() ? user : Optional.empty();
  }

  @Override
  public Optional<User> find(String tenant, String userId) {
    return item(userKey(tenant, userId)).map(DynamoUserStore::user);
  }

  @Override
  public boolean add(User user) {
    List<TransactWriteItem> writes = new ArrayList<>(List.of(putIfAbsent(item(user))));
    pointer(user).map(this::putIfAbsent).ifPresent(writes::add);
    return commits(writes).isEmpty();
  }

  @Override
  public Optional<User> find(ProviderSubject subject) {
    return item(linkKey(subject)).flatMap(link -> item(userKeyOf(link))).map(DynamoUserStore::user);
  }

  @Override
  public Linking add(User user, ProviderSubject subject) {
    Map<String, AttributeValue> link = pointer(linkKey(subject), user);
    List<TransactWriteItem> writes =
        new ArrayList<>(List.of(putIfAbsent(link), putIfAbsent(item(user))));
    pointer(user).map(this::putIfAbsent).ifPresent(writes::add);
    List<Integer> failed = commits(writes);
    if (failed.isEmpty()) {
      return Linking.LINKED;
    }
    return failed.contains(0) ? Linking.SUBJECT_TAKEN : Linking.EMAIL_TAKEN;
  }

  @Override
  public void replacePasswordHash(User user, String oldHash, String newHash) {
    io(() -> {
      try {
        dynamo.updateItem(update ->
            update
                .tableName(table)
                .key(Map.of(KEY, text(userKey(user.tenant(), user.userId()))))
                .updateExpression("SET password_hash = :new")
                .conditionExpression("password_hash = :old")
                .expressionAttributeValues(Map.of(":new", text(newHash), ":old", text(oldHash))));
        return true;
      } catch (ConditionalCheckFailedException changedMeanwhile) {
        return false;
      }
    });
  }

  @Override
  public void endLogins(String tenant, String userId, Optional<String> spared) {
    Map<String, AttributeValue> values = new HashMap<>(Map.of(":one", AttributeValue.fromN("1")));
    spared.ifPresent(login -> values.put(":spared", text(login)));
    io(() -> {
      try {
        // The library repeats an update whose answer was lost: one epoch more ends nothing else.
        dynamo.updateItem(update ->
            update
                .tableName(table)
                .key(Map.of(KEY, text(userKey(tenant, userId))))
                .updateExpression(
                    "ADD login_epoch :one "
                        + (spared.isPresent()
                            ? "SET login_spared = :spared"
                            : "REMOVE login_spared"))
                .conditionExpression("attribute_exists(pk)")
                .expressionAttributeValues(values));
        return true;
      } catch (ConditionalCheckFailedException nobody) {
        return false;
      }
    });
  }

  @Override
  public DynamoWrite sameLoginEpoch(User user) {
    ConditionCheck.Builder check =
        ConditionCheck.builder()
            .tableName(table)
            .key(Map.of(KEY, text(userKey(user.tenant(), user.userId()))));
    long epoch = user.loginEpoch().number();
    return new DynamoWrite(
        epoch == LoginEpoch.FIRST.number()
            ? check.conditionExpression("attribute_not_exists(login_epoch)").build()
            : check
                .conditionExpression("login_epoch = :epoch")
                .expressionAttributeValues(
                    Map.of(":epoch", AttributeValue.fromN(Long.toString(epoch))))
                .build());
  }

  private Optional<Map<String, AttributeValue>> item(String key) {
    return io(() -> {
      var answer =
          dynamo.getItem(
              get -> get.tableName(table).key(Map.of(KEY, text(key))).consistentRead(true));
      return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
    });
  }

  private TransactWriteItem putIfAbsent(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(put -> put.tableName(table).item(item).conditionExpression("attribute_not_exists(pk)"))
        .build();
  }

  /** Which of these writes failed by their condition: none, and all is written; or nothing is. */
  private List<Integer> commits(List<TransactWriteItem> writes) {
    return io(() -> {
      try {
        dynamo.transactWriteItems(write -> write.transactItems(writes));
        return List.of();
      } catch (TransactionCanceledException cancelled) {
        List<Integer> failed =
            IntStream.range(0, cancelled.cancellationReasons().size())
                .filter(i ->
                    "ConditionalCheckFailed".equals(cancelled.cancellationReasons().get(i).code()))
                .boxed()
                .toList();
        if (failed.isEmpty()) {
          throw cancelled;
        }
        return failed;
      }
    });
  }

  private static Map<String, AttributeValue> item(User user) {
    Map<String, AttributeValue> item = pointer(userKey(user.tenant(), user.userId()), user);
    user.email().ifPresent(email -> item.put("email", text(email.reveal())));
    user.passwordHash().ifPresent(hash -> item.put("password_hash", text(hash)));
    item.put("active", AttributeValue.fromBool(user.active()));
    return item;
  }

  private static Optional<Map<String, AttributeValue>> pointer(User user) {
    return user.email().map(email -> pointer(emailKey(email), user));
  }

  private static Map<String, AttributeValue> pointer(String key, User user) {
    return new HashMap<>(
        Map.of(KEY, text(key), "tid", text(user.tenant()), "uid", text(user.userId())));
  }

  private static User user(Map<String, AttributeValue> item) {
    return new User(
        attribute(item, "tid").s(),
        attribute(item, "uid").s(),
        Optional.ofNullable(item.get("email"))
            .map(email -> EmailAddress.parse(email.s()).orElseThrow()),
        Optional.ofNullable(item.get("password_hash")).map(AttributeValue::s),
        attribute(item, "active").bool(),
        new LoginEpoch(
            Optional.ofNullable(item.get(EPOCH))
                .map(epoch -> Long.parseLong(epoch.n()))
                .orElse(LoginEpoch.FIRST.number()),
            Optional.ofNullable(item.get(SPARED)).map(AttributeValue::s)));
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }

  private static String userKey(String tenant, String userId) {
    return "user#" + tenant + "#" + userId;
  }

  private static String userKeyOf(Map<String, AttributeValue> pointer) {
    return userKey(attribute(pointer, "tid").s(), attribute(pointer, "uid").s());
  }

  private static String emailKey(EmailAddress email) {
    return "email#" + email.reveal();
  }

  // The length first, so that no subject makes one issuer's user another's.
  private static String linkKey(ProviderSubject subject) {
    return "link#" + subject.issuer().length() + ":" + subject.issuer() + ":" + subject.subject();
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static <T> T io(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new StorageUnavailableException("the accounts table does not answer", e);
    }
  }
}
