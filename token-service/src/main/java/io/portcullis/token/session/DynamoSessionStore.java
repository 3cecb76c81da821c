package io.portcullis.token.session;

import static io.portcullis.token.session.DynamoSessionItem.number;
import static io.portcullis.token.session.DynamoSessionItem.text;

import io.portcullis.token.dynamo.Backoff;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Sessions in the table {@code <prefix>sessions}. */
public final class DynamoSessionStore implements SessionStore, RotationStore {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoSessionStore.class);

  /** DynamoDB takes at most 100 keys in one batch read. */
  private static final int MAX_LISTED = 100;

  private static final int MAX_CONFLICT_RETRIES = 3;
  private final DynamoConnection dynamo;
  private final RefreshTokens tokens;
  private final SessionLimits limits;
  private final InstantSource clock;
  private final Backoff backoff;
  private final String table;

  public DynamoSessionStore(
      DynamoConnection dynamo, RefreshTokens tokens, SessionLimits limits, InstantSource clock) {
    this.dynamo = dynamo;
    this.tokens = tokens;
    this.limits = limits;
    this.clock = clock;
    this.backoff = dynamo.backoff();
    this.table = dynamo.table(DynamoSessionTable.NAME);
  }

  /** Creates the table unless it exists: for a demo and for tests. */
  public void createTable() {
    dynamo.createTable(DynamoSessionTable.definition(dynamo));
  }

  @Override
  public SessionDraft open(NewSession wanted) {
    SessionDraft draft = draft(wanted);
    Map<String, AttributeValue> item = item(draft);
    // No condition: 128 random bits do not meet, and a repeated put writes the same.
    reading(() -> dynamo.client().putItem(b -> b.tableName(table).item(item)));
    return draft;
  }

  @Override
  public SessionDraft draft(NewSession wanted) {
    Session session = opening(wanted, tokens.newSid(), clock.millis());
    return new SessionDraft(session, new RefreshToken(tokens.first(session.sid()).value()));
  }

  @Override
  public Place place(SessionDraft draft, int most) {
    Session session = draft.session();
    String key = DynamoSessionList.keyOf(session.tenant(), session.userId());
    DynamoSessionList list = DynamoSessionList.read(key, readItem(key));
    // Those that have ended stay listed until their places are needed.
    List<String> live =
        list.sids().size() < most
            ? list.sids()
            : living(list.sids()).stream().map(Session::sid).toList();
    return live.size() < most
        ? new Place.Free(
            new DynamoWrite(
                list.with(live, session.sid(), DynamoSessionItem.ttl(session), table),
                DynamoSessionItem.SID))
        : new Place.Full(List.copyOf(live.subList(0, live.size() - most + 1)));
  }

  @Override
  public DynamoWrite opening(SessionDraft draft) {
    return new DynamoWrite(
        Put.builder().tableName(table).item(item(draft)).build(), DynamoSessionItem.SID);
  }

  @Override
  public RotationWrite rotate(RotationAttempt attempt) {
    UpdateItemRequest request = DynamoRotation.request(table, attempt);
    try {
      return write(request);
    } catch (SdkException | StorageUnavailableException e) {
      LOG.warn("refresh not decided: {}", e.getMessage());
      return new RotationWrite.Failed();
    }
  }

  @Override
  public Optional<StoredSession> stored(String sid) {
    return readSession(sid).map(DynamoSessionItem::read);
  }

  @Override
  public Optional<Session> find(String sid) {
    return stored(sid).filter(this::isLive).map(StoredSession::session);
  }

  @Override
  public Optional<Session> findEvenEnded(String sid) {
    return stored(sid).map(StoredSession::session);
  }

  @Override
  public Optional<SessionOwner> owner(String sid) {
    return readSession(sid).map(DynamoSessionItem::readOwner);
  }

  @Override
  public Optional<Session> findByRefreshToken(String presented) {
    return find(presented, (stored, token) -> stored.currentHash().equals(token.hash()));
  }

  @Override
  public Optional<Session> findByAnyRefreshToken(String presented) {
    return find(presented, (stored, token) -> true);
  }

  @Override
  public List<Session> sessionsOf(String tenant, String userId) {
    return living(tenant, userId, MAX_LISTED).stream().limit(MAX_LISTED).toList();
  }

  @Override
  public List<String> liveSidsOf(String tenant, String userId) {
    // However many there are: whoever is told that all have ended must be able to rely on it. As
    // many logins as the limits allow in the absolute life of a session are some megabytes.
    return living(tenant, userId, Integer.MAX_VALUE).stream().map(Session::sid).toList();
  }

  /** Page by page until there are enough: the index holds those that have ended for long, too. */
  private List<Session> living(String tenant, String userId, int enough) {
    QueryResponse page = query(tenant, userId, Map.of());
    List<Session> live = new ArrayList<>(livingOf(page));
    while (page.hasLastEvaluatedKey() && live.size() < enough) {
      page = query(tenant, userId, page.lastEvaluatedKey());
      live.addAll(livingOf(page));
    }
    return live;
  }

  @Override
  public Map<String, SessionState> statesOf(List<String> sids) {
    if (sids.isEmpty()) {
      return Map.of();
    }
    List<Map<String, AttributeValue>> keys = sids.stream().map(DynamoSessionStore::key).toList();
    BatchGetItemResponse read =
        reading(() -> dynamo.client().batchGetItem(b -> b.requestItems(strongly(keys))));
    if (!read.unprocessedKeys().isEmpty()) {
      throw new StorageUnavailableException("not all sessions of a login could be read");
    }
    long nowMillis = clock.millis();
    return read.responses().getOrDefault(table, List.of()).stream()
        .collect(
            Collectors.toMap(
                DynamoSessionItem::sid, item -> DynamoSessionItem.readState(item, nowMillis)));
  }

  @Override
  public void settle(String sid) {
    reading(() -> {
      try {
        return Optional.of(
            dynamo
                .client()
                .updateItem(b ->
                    b.tableName(table)
                        .key(key(sid))
                        .conditionExpression("#status = :ended")
                        .updateExpression("SET " + DynamoSessionItem.SETTLED + " = :yes")
                        .expressionAttributeNames(Map.of("#status", DynamoSessionItem.STATUS))
                        .expressionAttributeValues(
                            Map.of(
                                ":ended",
                                text(DynamoSessionItem.ENDED),
                                ":yes",
                                AttributeValue.fromBool(true)))));
      } catch (ConditionalCheckFailedException gone) {
        return Optional.empty();
      }
    });
  }

  @Override
  public DynamoWrite ending(String sid) {
    return new DynamoWrite(
        ending(sid, "attribute_exists(sid)")
            .expressionAttributeValues(
                Map.of(":ended", text(DynamoSessionItem.ENDED), ":now", number(clock.millis())))
            .build());
  }

  @Override
  public DynamoWrite firstEnding(String sid) {
    return new DynamoWrite(
        ending(sid, "#status = :active")
            .expressionAttributeValues(
                Map.of(
                    ":ended",
                    text(DynamoSessionItem.ENDED),
                    ":active",
                    text(DynamoSessionItem.ACTIVE),
                    ":now",
                    number(clock.millis())))
            .build());
  }

  private Update.Builder ending(String sid, String condition) {
    return Update.builder()
        .tableName(table)
        .key(key(sid))
        .conditionExpression(condition)
        .updateExpression("SET #status = :ended, endedAt = if_not_exists(endedAt, :now)")
        .expressionAttributeNames(Map.of("#status", DynamoSessionItem.STATUS));
  }

  private List<Session> livingOf(QueryResponse page) {
    return living(page.items().stream().map(DynamoSessionItem::sid).toList());
  }

  /** Those of the sids whose sessions are active and within their limits, in the same order. */
  private List<Session> living(List<String> sids) {
    if (sids.isEmpty()) {
      return List.of();
    }
    List<Map<String, AttributeValue>> keys = sids.stream().map(DynamoSessionStore::key).toList();
    BatchGetItemResponse read =
        reading(() -> dynamo.client().batchGetItem(b -> b.requestItems(strongly(keys))));
    if (!read.unprocessedKeys().isEmpty()) {
      throw new StorageUnavailableException("not all of a user's sessions could be read");
    }
    Map<String, Session> live =
        read.responses().getOrDefault(table, List.of()).stream()
            .map(DynamoSessionItem::read)
            .filter(this::isLive)
            .map(StoredSession::session)
            .collect(Collectors.toMap(Session::sid, Function.identity()));
    return sids.stream().flatMap(sid -> Optional.ofNullable(live.get(sid)).stream()).toList();
  }

  private Optional<Session> find(
      String presented, BiPredicate<StoredSession, ParsedToken> condition) {
    return switch (tokens.read(presented)) {
      case TokenReading.NotOurs _ -> Optional.empty();
      case TokenReading.OfUnknownKey(ParsedToken token) -> findByHash(token, condition);
      // Good for nothing but to end its session.
      case TokenReading.OfWithdrawnKey(ParsedToken token) -> findByHash(token, condition);
      case TokenReading.Genuine(ParsedToken token) -> find(token, condition);
    };
  }

  private Optional<Session> findByHash(
      ParsedToken token, BiPredicate<StoredSession, ParsedToken> condition) {
    return find(token, condition.and((stored, _) -> stored.hasHad(token.hash())));
  }

  private Optional<Session> find(
      ParsedToken token, BiPredicate<StoredSession, ParsedToken> condition) {
    return stored(token.sid())
        .filter(this::isLive)
        .filter(stored -> condition.test(stored, token))
        .map(StoredSession::session);
  }

  private Session opening(NewSession wanted, String sid, long nowMillis) {
    return new Session(
        sid,
        wanted.tenant(),
        wanted.userId(),
        wanted.clientId(),
        wanted.scopes(),
        wanted.audience(),
        wanted.amr(),
        wanted.sessionStartMillis(),
        wanted.authenticatedAtMillis(),
        nowMillis + limits.idle().toMillis(),
        nowMillis + limits.absolute().toMillis(),
        nowMillis,
        wanted.device(),
        wanted.login(),
        wanted.outlivedLogin());
  }

  private Map<String, AttributeValue> item(SessionDraft draft) {
    return DynamoSessionItem.opened(draft.session(), tokens.hash(draft.refreshToken()));
  }

  private RotationWrite write(UpdateItemRequest request) {
    for (int retry = 0; ; retry++) {
      try {
        return new RotationWrite.Written(
            DynamoSessionItem.read(dynamo.client().updateItem(request).attributes()));
      } catch (ConditionalCheckFailedException e) {
        return e.hasItem() && !e.item().isEmpty()
            ? new RotationWrite.Found(DynamoSessionItem.read(e.item()))
            : new RotationWrite.Absent();
      } catch (TransactionConflictException e) {
        if (retry == MAX_CONFLICT_RETRIES) {
          throw e;
        }
        backoff.pause(retry);
      }
    }
  }

  /** A user's list of sessions is none, whoever asks for it by its key. */
  private Optional<Map<String, AttributeValue>> readSession(String sid) {
    return readItem(sid).filter(item -> item.containsKey(DynamoSessionItem.CURRENT));
  }

  private Optional<Map<String, AttributeValue>> readItem(String sid) {
    var response =
        reading(() ->
            dynamo.client().getItem(b -> b.tableName(table).key(key(sid)).consistentRead(true)));
    return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
  }

  /** A page of the user's sessions, newest first, from a key on; empty for the first page. */
  private QueryResponse query(String tenant, String userId, Map<String, AttributeValue> from) {
    return reading(() ->
        dynamo
            .client()
            .query(b ->
                b.tableName(table)
                    .indexName(DynamoSessionTable.BY_USER)
                    .keyConditionExpression("own = :own")
                    .expressionAttributeValues(
                        Map.of(":own", text(DynamoSessionItem.owner(tenant, userId))))
                    .scanIndexForward(false)
                    .exclusiveStartKey(from.isEmpty() ? null : from)
                    .limit(MAX_LISTED)));
  }

  private Map<String, KeysAndAttributes> strongly(List<Map<String, AttributeValue>> keys) {
    return Map.of(table, KeysAndAttributes.builder().keys(keys).consistentRead(true).build());
  }

  private boolean isLive(StoredSession stored) {
    return stored.active() && !stored.expiredAt(clock.millis());
  }

  private static Map<String, AttributeValue> key(String sid) {
    return Map.of(DynamoSessionItem.SID, text(sid));
  }

  private static <T> T reading(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new StorageUnavailableException("sessions cannot be read or written now", e);
    }
  }
}
