package io.portcullis.token.signing;

import com.nimbusds.jose.jwk.JWK;
import io.portcullis.token.dynamo.DynamoConnection;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Keys that all instances share: one item in the accounts table holds the public parts, the times
 * and what {@link KeyCustody} needs to find each private part. It has a version that each change
 * names as its condition: of several instances that rotate, one does, and the others read it.
 */
public final class DynamoSigningKeyStore implements SigningKeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoSigningKeyStore.class);
  private static final String VERSION = "version";
  private static final String CHANGE = "change";
  private static final String KEYS = "keys";
  private static final String JWK_MEMBER = "jwk";
  private static final String REFERENCE = "reference";
  private static final String PUBLISHED = "published_at";
  private static final String ACTIVE = "active_at";
  private static final String RETIRING = "retiring_at";

  private final DynamoConnection connection;
  private final KeyCustody custody;
  private final String table;
  private final Map<String, AttributeValue> itemKey;

  /** Keys of the item that this instance can use. */
  private final Map<String, KeyCustody.Held> held = new ConcurrentHashMap<>();

  /** Keys that this instance has made for the item, and that are not known to be in it yet. */
  private final Map<String, KeyCustody.Held> made = new ConcurrentHashMap<>();

  /**
   * @param issuer whose keys these are: the accounts table may be shared with other regions
   */
  public DynamoSigningKeyStore(DynamoConnection connection, String issuer, KeyCustody custody) {
    this.connection = connection;
    this.custody = custody;
    this.table = connection.table("accounts");
    this.itemKey = Map.of("pk", AttributeValue.fromS("signing-keys#" + issuer));
  }

  @Override
  public SigningKey make(SigningAlgorithm algorithm) throws IOException {
    KeyCustody.Held fresh = custody.make(algorithm);
    made.put(fresh.key().kid(), fresh);
    return fresh.key();
  }

  @Override
  public Kept read() throws IOException {
    try {
      var answer =
          connection
              .client()
              .getItem(get -> get.tableName(table).key(itemKey).consistentRead(true));
      return answer.hasItem() ? kept(answer.item()) : new Kept(0, List.of());
    } catch (SdkException e) {
      throw new IOException("DynamoDB does not answer for the signing keys", e);
    }
  }

  @Override
  public boolean replace(Kept before, List<KeptKey> keys) throws IOException {
    AttributeValue change = AttributeValue.fromS(connection.newId());
    Map<String, AttributeValue> item = new HashMap<>(itemKey);
    item.put(VERSION, number(before.version() + 1));
    item.put(CHANGE, change);
    item.put(KEYS, AttributeValue.fromL(keys.stream().map(this::write).toList()));
    boolean mine = put(before.version(), item, change);
    settle(kids(mine ? keys : before.keys()));
    return mine;
  }

  private boolean put(long version, Map<String, AttributeValue> item, AttributeValue change)
      throws IOException {
    try {
      connection
          .client()
          .putItem(put -> {
            put.tableName(table)
                .item(item)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
            if (version == 0) {
              put.conditionExpression("attribute_not_exists(pk)");
            } else {
              put.conditionExpression("version = :v")
                  .expressionAttributeValues(Map.of(":v", number(version)));
            }
          });
      return true;
    } catch (ConditionalCheckFailedException e) {
      // The library repeats a put whose answer was lost, and the repeat finds its own item.
      return e.hasItem() && change.equals(e.item().get(CHANGE));
    } catch (SdkException e) {
      throw new IOException("DynamoDB does not keep the signing keys", e);
    }
  }

  private Kept kept(Map<String, AttributeValue> item) throws IOException {
    List<KeptKey> keys = new ArrayList<>();
    for (AttributeValue entry : attribute(item, KEYS).l()) {
      keys.add(key(entry.m()));
    }
    held.keySet().retainAll(kids(keys));
    return new Kept(Long.parseLong(attribute(item, VERSION).n()), keys);
  }

  private KeptKey key(Map<String, AttributeValue> entry) throws IOException {
    KeyTimes times =
        new KeyTimes(
            time(attribute(entry, PUBLISHED)),
            Optional.ofNullable(entry.get(ACTIVE)).map(DynamoSigningKeyStore::time),
            Optional.ofNullable(entry.get(RETIRING)).map(DynamoSigningKeyStore::time));
    try {
      JWK jwk = JWK.parse(attribute(entry, JWK_MEMBER).s());
      return new KeptKey(opened(jwk, attribute(entry, REFERENCE).s()), times);
    } catch (ParseException | IllegalArgumentException e) {
      throw new IOException("the item of the signing keys holds one that cannot be used", e);
    }
  }

  // What is known already needs nobody; what cannot be had now still verifies, and is tried again.
  private SigningKey opened(JWK jwk, String reference) {
    Optional<KeyCustody.Held> known = known(jwk.getKeyID());
    if (known.isPresent()) {
      return known.get().key();
    }
    try {
      KeyCustody.Held opened = custody.open(jwk, reference);
      held.put(jwk.getKeyID(), opened);
      return opened.key();
    } catch (IOException e) {
      LOG.warn("{}; it signs nothing here until it is", e.getMessage());
      return new UnopenedSigningKey(VerificationKey.of(jwk), reference);
    }
  }

  private AttributeValue write(KeptKey kept) {
    Map<String, AttributeValue> entry = new HashMap<>();
    entry.put(JWK_MEMBER, AttributeValue.fromS(kept.key().publicJwk().toJSONString()));
    entry.put(REFERENCE, AttributeValue.fromS(reference(kept.key())));
    entry.put(PUBLISHED, number(kept.times().publishedAt().toEpochMilli()));
    kept.times().activeAt().ifPresent(at -> entry.put(ACTIVE, number(at.toEpochMilli())));
    kept.times().retiringAt().ifPresent(at -> entry.put(RETIRING, number(at.toEpochMilli())));
    return AttributeValue.fromM(entry);
  }

  private String reference(SigningKey key) {
    if (key instanceof UnopenedSigningKey unopened) {
      return unopened.reference();
    }
    return known(key.kid()).orElseThrow().reference();
  }

  private Optional<KeyCustody.Held> known(String kid) {
    return Optional.ofNullable(held.get(kid)).or(() -> Optional.ofNullable(made.get(kid)));
  }

  // Whoever won has dropped some; whoever lost has made some for nothing.
  private void settle(Set<String> kids) {
    held.putAll(made);
    made.clear();
    List<KeyCustody.Held> over =
        held.values().stream().filter(one -> !kids.contains(one.key().kid())).toList();
    over.forEach(custody::discard);
    held.keySet().retainAll(kids);
  }

  private static Set<String> kids(List<KeptKey> keys) {
    return keys.stream().map(KeptKey::kid).collect(Collectors.toSet());
  }

  private static AttributeValue attribute(Map<String, AttributeValue> of, String name)
      throws IOException {
    AttributeValue value = of.get(name);
    if (value == null) {
      throw new IOException("the item of the signing keys lacks " + name);
    }
    return value;
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static Instant time(AttributeValue millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis.n()));
  }
}
