package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.DynamoRevocationItem.number;
import static io.portcullis.token.revocation.DynamoRevocationItem.text;

import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.token.dynamo.Backoff;
import io.portcullis.token.dynamo.ClockGuard;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The truth: heads, log items, revoked-after times and revoked keys in the table {@code
 * <prefix>revocations}. Every read is strongly consistent.
 */
public final class DynamoRevocationStore implements ShardTruth {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoRevocationStore.class);
  private static final int MAX_BATCH_READS = 5;

  /** Busy writers make a transaction over all heads fail. */
  private static final int MAX_CHANGE_TRIES = 100;

  private final DynamoConnection dynamo;
  private final RevocationLogSettings settings;
  private final String table;
  private final DynamoTransactions transactions;
  private final DynamoLogReader reader;
  private final List<Consumer<LogLayout>> watchers = new CopyOnWriteArrayList<>();
  private volatile @Nullable LogLayout layout;

  public DynamoRevocationStore(DynamoConnection dynamo, RevocationLogSettings settings) {
    this.dynamo = dynamo;
    this.settings = settings;
    this.table = dynamo.table(DynamoRevocationItem.TABLE);
    this.transactions = new DynamoTransactions(table, settings.home());
    this.reader = new DynamoLogReader(dynamo, settings.home());
  }

  /** Creates the table unless it exists: for a demo and for tests. */
  public void createTable() {
    dynamo.createTable(DynamoRevocationTable.definition(table));
  }

  /**
   * Begins the log if the table is empty, and otherwise makes sure that it has the shape that was
   * configured. To be called once before anything else.
   *
   * @return the log's epoch and whether this call began it: then signing keys of an earlier log are
   *     to be revoked
   * @throws LogLayoutException saying in one sentence what differs
   * @throws StorageUnavailableException when DynamoDB does not answer
   */
  public OpenedLog open(InstantSource clock) {
    boolean begun = findLayout().isEmpty();
    if (begun) {
      write(transactions.begin(LogLayout.begin(clock.millis(), settings)));
    }
    LogLayout found = layoutInTable();
    if (!found.isAsIn(settings)) {
      throw new LogLayoutException(
          "the revocation log in table %s has shards: %d and max_token_life: %d s, this configuration says %d and %d s; --change-log changes the log"
              .formatted(
                  table,
                  found.shards(),
                  found.maxTokenLifeMillis() / 1000,
                  settings.shards(),
                  settings.maxTokenLife().toSeconds()));
    }
    layout = found;
    found.shardNames().forEach(this::readHead);
    return new OpenedLog(found.epoch(), begun);
  }

  /** A log that is ready; {@code begun} when this call began it. */
  public record OpenedLog(long epoch, boolean begun) {}

  /**
   * Gives the log that is there the shape that is configured, in all heads at once. Instances that
   * run follow.
   *
   * @return whether there was anything to change
   * @throws LogLayoutException when there would be fewer shards
   * @throws StorageUnavailableException when DynamoDB does not answer, or writers kept it from us
   */
  public boolean changeLayout(InstantSource clock) {
    for (int tries = 0; tries < MAX_CHANGE_TRIES; tries++) {
      LogLayout before = layoutInTable();
      if (before.isAsIn(settings)) {
        return false;
      }
      if (settings.shards() < before.shards()) {
        throw new LogLayoutException(
            "shards: %d is less than the log's %d: shards are only added, for nodes would no longer see what the others hold; --begin-log begins a log of any number"
                .formatted(settings.shards(), before.shards()));
      }
      LogLayout after = before.changed(settings, clock.millis());
      if (write(transactions.change(before, after))) {
        return true;
      }
      dynamo.backoff().pause(tries);
    }
    throw new StorageUnavailableException("the log is written to without a pause; try again");
  }

  /**
   * Begins a log over the one that is there, as after the table was restored: what it held covers
   * no token any more, so the signing keys have to go with it.
   */
  public OpenedLog beginAnew(InstantSource clock) {
    long epoch =
        Math.max(clock.millis(), findLayout().map(before -> before.epoch() + 1).orElse(0L));
    if (!write(transactions.begin(LogLayout.begin(epoch, settings)))) {
      throw new StorageUnavailableException("the new log was not begun; try again");
    }
    open(clock);
    return new OpenedLog(epoch, true);
  }

  /** The log's shape. */
  public RevocationLogSettings settings() {
    return settings;
  }

  /** Of the log that was opened, as it was last seen. */
  LogLayout layout() {
    LogLayout known = layout;
    if (known == null) {
      throw new IllegalStateException("the log was not opened");
    }
    return known;
  }

  /** Calls with the layout as it is, and whenever it has changed. */
  synchronized void onLayout(Consumer<LogLayout> watcher) {
    watchers.add(watcher);
    watcher.accept(layout());
  }

  /** Told apart from every other, also another process's. */
  String newCommitId() {
    return dynamo.newId();
  }

  @Override
  public ClockGuard clockGuard() {
    return dynamo.clockGuard();
  }

  @Override
  public long clockErrorMillis() {
    return settings.clockErrorMillis();
  }

  Backoff backoff() {
    return dynamo.backoff();
  }

  @Override
  public Head readHead(String shard) {
    Head head =
        reader
            .head(shard)
            .orElseThrow(() -> new LogLayoutException(table + " holds no head of shard " + shard));
    follow(head.layout());
    return head;
  }

  @Override
  public List<StoredItem> readItems(Head head, long fromSequence, int limit) {
    return reader.items(head, fromSequence, limit);
  }

  /**
   * Leaves the heartbeat for other regions.
   *
   * @throws StorageUnavailableException when DynamoDB does not answer
   */
  void leave(Heartbeat heartbeat) {
    try {
      dynamo.client().putItem(transactions.leave(heartbeat));
    } catch (SdkException e) {
      throw new StorageUnavailableException("the heartbeat cannot be left now", e);
    }
  }

  /** When the cutoffs and keys among these stand, by request; those that do not are absent. */
  Map<RevocationRequest, Long> readStanding(Collection<RevocationRequest> requests) {
    Map<Map<String, AttributeValue>, RevocationRequest> wanted = new HashMap<>();
    requests.forEach(request -> wanted.put(DynamoRevocationItem.standingKey(request), request));
    Map<RevocationRequest, Long> standing = new HashMap<>();
    Collection<Map<String, AttributeValue>> keys = wanted.keySet();
    for (int round = 0; !keys.isEmpty(); round++) {
      // What DynamoDB left out is not absent: taking it for that would open the door.
      if (round == MAX_BATCH_READS) {
        throw new StorageUnavailableException("revoked-after times cannot be read now");
      }
      keys = readStanding(keys, wanted, standing);
    }
    return standing;
  }

  /** Commits; after a lost answer the caller may commit the same again. */
  CommitResult commit(Commit commit) {
    CommitResult result = transact(commit);
    return result == CommitResult.HEAD_MOVED && isCommitted(commit)
        ? CommitResult.COMMITTED
        : result;
  }

  private CommitResult transact(Commit commit) {
    try {
      dynamo.client().transactWriteItems(transactions.request(commit));
      return CommitResult.COMMITTED;
    } catch (TransactionCanceledException e) {
      return judge(e.cancellationReasons());
    } catch (SdkException e) {
      LOG.warn("shard {}: commit not answered: {}", commit.before().shard(), e.getMessage());
      return CommitResult.UNKNOWN;
    }
  }

  private static CommitResult judge(List<CancellationReason> reasons) {
    if (failed(reasons.getFirst())) {
      return CommitResult.HEAD_MOVED;
    }
    if (reasons.stream().anyMatch(DynamoRevocationStore::failed)) {
      return CommitResult.CONDITION_FAILED;
    }
    return reasons.stream().anyMatch(reason -> "TransactionConflict".equals(reason.code()))
        ? CommitResult.CONFLICT
        : CommitResult.UNKNOWN;
  }

  private static boolean failed(CancellationReason reason) {
    return "ConditionalCheckFailed".equals(reason.code());
  }

  private boolean isCommitted(Commit commit) {
    StoredItem item = commit.item();
    return reader
        .item(item)
        .map(found -> text(found, DynamoRevocationItem.COMMIT).equals(commit.id()))
        .orElse(false);
  }

  private Optional<LogLayout> findLayout() {
    return reader.head(RevocationKeys.CONTROL_SHARD).map(Head::layout);
  }

  private LogLayout layoutInTable() {
    return findLayout().orElseThrow(() -> new LogLayoutException(table + " holds no log"));
  }

  /** Whether it was committed; otherwise another writer was first. */
  private boolean write(TransactWriteItemsRequest request) {
    try {
      dynamo
          .client()
          .transactWriteItems(
              request.toBuilder().overrideConfiguration(DynamoConnection::patiently).build());
      return true;
    } catch (TransactionCanceledException e) {
      LOG.info("the heads of the revocation log were not changed: {}", e.getMessage());
      return false;
    } catch (SdkException e) {
      throw new StorageUnavailableException("the revocation log cannot be changed now", e);
    }
  }

  // A read that was under way while it changed must not bring the old one back.
  private synchronized void follow(LogLayout read) {
    LogLayout known = layout();
    if (read.epoch() != known.epoch()) {
      throw new LogLayoutException(
          "the revocation log in table %s was begun anew while this process ran; restart it"
              .formatted(table));
    }
    if (read.revision() > known.revision()) {
      LOG.warn(
          "the revocation log has {} shards and max_token_life {} s now",
          read.shards(),
          read.maxTokenLifeMillis() / 1000);
      layout = read;
      watchers.forEach(watcher -> watcher.accept(read));
    }
  }

  private Collection<Map<String, AttributeValue>> readStanding(
      Collection<Map<String, AttributeValue>> keys,
      Map<Map<String, AttributeValue>, RevocationRequest> wanted,
      Map<RevocationRequest, Long> found) {
    var response =
        DynamoLogReader.answered(() ->
            dynamo
                .client()
                .batchGetItem(b ->
                    b.requestItems(
                        Map.of(
                            table,
                            KeysAndAttributes.builder().keys(keys).consistentRead(true).build()))));
    for (Map<String, AttributeValue> item : response.responses().getOrDefault(table, List.of())) {
      Map<String, AttributeValue> key = new HashMap<>(item);
      key.keySet().retainAll(List.of(DynamoRevocationItem.KEY, DynamoRevocationItem.SEQUENCE));
      RevocationRequest request = wanted.get(key);
      if (request != null) {
        found.put(request, number(item, DynamoRevocationItem.STANDING_SINCE));
      }
    }
    KeysAndAttributes left = response.unprocessedKeys().get(table);
    return left == null ? List.of() : left.keys();
  }
}
