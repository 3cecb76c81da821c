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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private static final String PAST = "past";
  private static final String GONE = "gone_at";
  private static final String JWK_MEMBER = "jwk";
  private static final String REFERENCE = "reference";
  private static final String PUBLISHED = "published_at";
  private static final String ACTIVE = "active_at";
  private static final String RETIRING = "retiring_at";

  private final DynamoConnection connection;
  private final KeyCustody custody;
  private final String table;
  private final Map<String, AttributeValue> itemKey;

  /** Keys that this instance can use: those of the item, and those that may get there yet. */
  private final Map<String, Known> known = new HashMap<>();

  /**
   * A key, and where it is looked for.
   *
   * @param version of the item with which the key came, or comes if a put succeeded whose answer
   *     was lost
   */
  private record Known(KeyCustody.Held held, long version) {
    boolean isOver(long seen, Set<String> kids) {
      return version <= seen && !kids.contains(held.key().kid());
    }
  }

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
  public synchronized Kept read() throws IOException {
    try {
      var answer =
          connection
              .client()
              .getItem(get -> get.tableName(table).key(itemKey).consistentRead(true));
      return answer.hasItem() ? kept(answer.item()) : new Kept(0, KeyRings.NONE);
    } catch (SdkException e) {
      throw new IOException("DynamoDB does not answer for the signing keys", e);
    }
  }

  @Override
  public synchronized Optional<Kept> replace(Kept before, Change change) throws IOException {
    Kept next = new Kept(before.version() + 1, made(change, before.version() + 1));
    if (next.rings().equals(before.rings())) {
      return Optional.of(before);
    }
    AttributeValue id = AttributeValue.fromS(connection.newId());
    Optional<Map<String, AttributeValue>> other = put(before.version(), item(next, id), id);
    if (other.isPresent()) {
      kept(other.get());
      return Optional.empty();
    }
    discardOver(next);
    return Optional.of(next);
  }

  private KeyRings made(Change change, long version) throws IOException {
    List<KeyCustody.Held> made = new ArrayList<>();
    try {
      KeyRings next =
          change.by(algorithm -> {
            KeyCustody.Held fresh = custody.make(algorithm);
            made.add(fresh);
            return fresh.key();
          });
      made.forEach(held -> known.put(held.key().kid(), new Known(held, version)));
      return next;
    } catch (IOException | RuntimeException e) {
      made.forEach(custody::discard);
      throw e;
    }
  }

  private Map<String, AttributeValue> item(Kept kept, AttributeValue change) {
    Map<String, AttributeValue> item = new HashMap<>(itemKey);
    item.put(VERSION, number(kept.version()));
    item.put(CHANGE, change);
    item.put(KEYS, AttributeValue.fromL(kept.rings().all().stream().map(this::write).toList()));
    item.put(
        PAST,
        AttributeValue.fromL(
            kept.rings().past().stream().map(DynamoSigningKeyStore::write).toList()));
    return item;
  }

  /** Returns the item that another has put there instead. */
  private Optional<Map<String, AttributeValue>> put(
      long version, Map<String, AttributeValue> item, AttributeValue change) throws IOException {
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
      return Optional.empty();
    } catch (ConditionalCheckFailedException e) {
      if (!e.hasItem()) {
        throw new IOException("the item of the signing keys has vanished", e);
      }
      // The library repeats a put whose answer was lost, and the repeat finds its own item.
      return Optional.of(e.item()).filter(found -> !change.equals(found.get(CHANGE)));
    } catch (SdkException e) {
      throw new IOException("DynamoDB does not keep the signing keys", e);
    }
  }

  private Kept kept(Map<String, AttributeValue> item) throws IOException {
    long version = Long.parseLong(attribute(item, VERSION).n());
    List<KeptKey> keys = new ArrayList<>();
    for (AttributeValue entry : attribute(item, KEYS).l()) {
      keys.add(key(entry.m(), version));
    }
    Kept kept = new Kept(version, KeyRings.of(keys, past(item)));
    discardOver(kept);
    return kept;
  }

  /**
   * A key that should have come with this version or an earlier one, and is not there, comes back
   * with no other: it was dropped, or made for a put that came too late. All who knew it discard
   * it, for whoever dropped it may never have learnt that it did.
   */
  private void discardOver(Kept kept) {
    Set<String> kids = kept.rings().all().stream().map(KeptKey::kid).collect(Collectors.toSet());
    List<Known> over =
        known.values().stream().filter(one -> one.isOver(kept.version(), kids)).toList();
    over.forEach(one -> {
      custody.discard(one.held());
      known.remove(one.held().key().kid());
    });
  }

  private KeptKey key(Map<String, AttributeValue> entry, long version) throws IOException {
    KeyTimes times =
        new KeyTimes(
            time(attribute(entry, PUBLISHED)),
            Optional.ofNullable(entry.get(ACTIVE)).map(DynamoSigningKeyStore::time),
            Optional.ofNullable(entry.get(RETIRING)).map(DynamoSigningKeyStore::time));
    VerificationKey key = publicKey(entry);
    return new KeptKey(opened(key, attribute(entry, REFERENCE).s(), version), times);
  }

  // What is known already needs nobody; what cannot be had now still verifies, and is tried again.
  private SigningKey opened(VerificationKey key, String reference, long version) {
    Known before = known.get(key.kid());
    if (before != null) {
      return before.held().key();
    }
    try {
      KeyCustody.Held opened = custody.open(key.jwk(), reference);
      known.put(key.kid(), new Known(opened, version));
      return opened.key();
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      LOG.warn("signing key {} signs nothing here for now: {}", key.kid(), reason);
      return new UnopenedSigningKey(key, reference, reason);
    }
  }

  private static List<PastKey> past(Map<String, AttributeValue> item) throws IOException {
    List<PastKey> past = new ArrayList<>();
    if (item.containsKey(PAST)) {
      for (AttributeValue entry : attribute(item, PAST).l()) {
        past.add(new PastKey(publicKey(entry.m()), time(attribute(entry.m(), GONE))));
      }
    }
    return past;
  }

  private static VerificationKey publicKey(Map<String, AttributeValue> entry) throws IOException {
    try {
      return VerificationKey.of(JWK.parse(attribute(entry, JWK_MEMBER).s()));
    } catch (ParseException | IllegalArgumentException e) {
      throw new IOException("the item of the signing keys holds one that cannot be used", e);
    }
  }

  private static AttributeValue write(PastKey past) {
    return AttributeValue.fromM(
        Map.of(
            JWK_MEMBER,
            AttributeValue.fromS(past.key().jwk().toJSONString()),
            GONE,
            number(past.goneAt().toEpochMilli())));
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
    return Objects.requireNonNull(known.get(key.kid()), key.kid()).held().reference();
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
