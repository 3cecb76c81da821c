package io.portcullis.extauthz.revocation;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.RevocationKeys;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;

/**
 * How far one shard's log has been applied here, and what that proves. No I/O, no clock, one
 * thread.
 *
 * <p>The items applied form an unbroken run {@code start … applied}. Everything below {@code low}
 * has expired, so the run is whole when it starts at or below {@code low}. A heartbeat ("at t0 the
 * log held exactly n items") proves t0 once the whole run reaches n. Each item holds the hash of
 * the one before it, and the heartbeat that of the newest: so the run is the truth's in every item,
 * not only in its number and its last. When an item is missing, does not continue the run or is not
 * the one the truth has, the shard is suspect: entries are still joined, for what is known revoked
 * stays revoked, but nothing is proved until the stream has been read again from its beginning
 * without a hole.
 */
final class ShardLog {
  static final int MAX_WAITING = 256;
  private static final long NOTHING = -1;

  private final ShardProof proof;
  private final SealedReader reader;
  private final RevocationReplica replica;
  private final long clockErrorMillis;
  private final ItemHashes hashes = new ItemHashes();
  private final ArrayDeque<Heartbeat> waiting = new ArrayDeque<>();

  private long epoch;
  private long low;
  private long start = NOTHING;
  private long applied = NOTHING;
  private long highestHead = NOTHING;
  private long highestHeadT0;
  private long newestT0;
  private long liveAfter = Long.MAX_VALUE;
  private boolean suspect;
  private boolean readFromElsewhere;
  private Optional<ShardMark> restored = Optional.empty();
  private Optional<ShardMark> mark = Optional.empty();

  ShardLog(
      ShardProof proof, SealedReader reader, RevocationReplica replica, long clockErrorMillis) {
    this.proof = proof;
    this.reader = reader;
    this.replica = replica;
    this.clockErrorMillis = clockErrorMillis;
  }

  /**
   * Goes on where a snapshot ended, before anything was read. Until the log itself has proved it,
   * the first word of another log makes all of it void but the entries.
   */
  void restore(ShardMark from) {
    restored = Optional.of(from);
    epoch = from.epoch();
    start = from.start();
    applied = from.applied();
    hashes.put(applied, from.headHash());
  }

  /** The newest run that was proved; empty before, and while the log here is not whole. */
  Optional<ShardMark> mark() {
    return isSuspect() ? Optional.empty() : mark;
  }

  /** Whether the stream has to be read again from its beginning. */
  boolean isSuspect() {
    return suspect || readFromElsewhere;
  }

  /** The greatest t0 of all heartbeats that were believed, proved or waiting. */
  long newestT0() {
    return newestT0;
  }

  /** Where to go on reading: {@code <epoch>-<sequence>} of the newest item of the run. */
  String position() {
    return isSuspect() || start == NOTHING ? "0-0" : epoch + "-" + applied;
  }

  /**
   * Takes the next item of the stream. Returns it if it is news: applied for the first time, and
   * after this log was once proved whole.
   */
  Optional<LogItem> item(long streamEpoch, long streamSequence, SealedMessage message) {
    Optional<LogItem> read = reader.item(streamEpoch, streamSequence, message);
    if (read.isEmpty()) {
      // The next in order will show the gap.
      return read;
    }
    if (isOfAnotherLog(read.get().getHome(), streamEpoch)) {
      forgetSnapshot();
      return Optional.empty();
    }
    if (streamEpoch < epoch) {
      proof.refused(Refusal.OLDER_EPOCH);
      return Optional.empty();
    }
    if (streamEpoch > epoch) {
      beginEpoch(streamEpoch);
    }
    replica.apply(read.get());
    if (!suspect) {
      extendRun(read.get(), ByteString.copyFrom(RevocationKeys.itemHash(message.payload())));
      proveWaiting();
    }
    return read.filter(item -> isNews(item.getSequence()));
  }

  /** Takes a heartbeat, whatever its order. */
  void heartbeat(SealedMessage message, long nowMillis) {
    Optional<Heartbeat> read = reader.heartbeat(message);
    if (read.isEmpty()) {
      return;
    }
    Heartbeat heartbeat = read.get();
    if (isOfAnotherLog(heartbeat.getHome(), heartbeat.getEpoch())) {
      forgetSnapshot();
      return;
    }
    Optional<Refusal> refusal = refusal(heartbeat, nowMillis);
    if (refusal.isPresent()) {
      proof.refused(refusal.get());
      return;
    }
    accept(heartbeat);
  }

  /** The stream is about to be read from its beginning, into the same entries. */
  void reread() {
    readFromElsewhere = false;
    beginRun();
  }

  private void beginRun() {
    suspect = false;
    hashes.clear();
    if (low > 0) {
      expectFromLow();
    } else {
      start = NOTHING;
      applied = NOTHING;
    }
  }

  private boolean isOfAnotherLog(String home, long ofEpoch) {
    return restored.filter(from -> !from.isOf(home, ofEpoch)).isPresent();
  }

  /** As if there had been no snapshot: this log may have begun before or after the other. */
  private void forgetSnapshot() {
    restored = Optional.empty();
    epoch = 0;
    start = NOTHING;
    applied = NOTHING;
    hashes.clear();
    // Stays until the stream is read from its beginning, whatever epoch comes before that.
    readFromElsewhere = true;
    proof.snapshotOfAnotherLog();
  }

  private boolean isNews(long sequence) {
    if (sequence <= liveAfter) {
      return false;
    }
    liveAfter = sequence;
    return true;
  }

  private void extendRun(LogItem item, ByteString hash) {
    long sequence = item.getSequence();
    if (start == NOTHING) {
      start = sequence;
      applied = sequence - 1;
    }
    if (sequence > applied + 1) {
      becomeSuspect();
    } else if (sequence == applied + 1) {
      append(item, hash);
    } else if (hashes.find(sequence).filter(known -> !known.equals(hash)).isPresent()) {
      voidProof();
    }
  }

  /** Below the run's start there is nothing to compare with: what lay there has expired. */
  private void append(LogItem item, ByteString hash) {
    if (hashes.find(applied).filter(last -> !last.equals(item.getPreviousHash())).isPresent()) {
      proof.refused(Refusal.BROKEN_LINK);
      voidProof();
    } else {
      applied = item.getSequence();
      hashes.put(applied, hash);
    }
  }

  private Optional<Refusal> refusal(Heartbeat heartbeat, long nowMillis) {
    if (heartbeat.getEpoch() < epoch) {
      return Optional.of(Refusal.OLDER_EPOCH);
    }
    if (!proof.knowsShards(heartbeat.getShards())) {
      return Optional.of(Refusal.UNKNOWN_SHARDS);
    }
    if (heartbeat.getT0() > nowMillis + clockErrorMillis) {
      return Optional.of(Refusal.FROM_THE_FUTURE);
    }
    boolean headFell =
        heartbeat.getEpoch() == epoch
            && heartbeat.getHead() < highestHead
            && heartbeat.getT0() > highestHeadT0 + clockErrorMillis;
    return headFell ? Optional.of(Refusal.HEAD_FELL) : Optional.empty();
  }

  private void accept(Heartbeat heartbeat) {
    if (heartbeat.getEpoch() > epoch) {
      beginEpoch(heartbeat.getEpoch());
    }
    proof.learnShards(heartbeat.getShards());
    if (heartbeat.getHead() > highestHead) {
      highestHead = heartbeat.getHead();
      highestHeadT0 = heartbeat.getT0();
    }
    if (heartbeat.getT0() > newestT0) {
      newestT0 = heartbeat.getT0();
      proof.learnTokenLife(heartbeat.getMaxTokenLifeMillis());
    }
    low = Math.max(low, heartbeat.getLow());
    skipExpired();
    await(heartbeat);
    proveWaiting();
  }

  /** A new log: what was proved of the old one stays true, but nothing of this one is applied. */
  private void beginEpoch(long newEpoch) {
    epoch = newEpoch;
    low = 0;
    highestHead = NOTHING;
    liveAfter = Long.MAX_VALUE;
    mark = Optional.empty();
    waiting.clear();
    beginRun();
  }

  private void skipExpired() {
    if (start == NOTHING || applied < low - 1) {
      expectFromLow();
    } else if (start > low && !suspect) {
      becomeSuspect();
    }
  }

  private void expectFromLow() {
    start = low;
    applied = low - 1;
  }

  private void await(Heartbeat heartbeat) {
    if (waiting.stream().anyMatch(other -> saysAsMuch(other, heartbeat))) {
      return;
    }
    waiting.removeIf(other -> saysAsMuch(heartbeat, other));
    if (waiting.size() < MAX_WAITING) {
      waiting.add(heartbeat);
    } else {
      // The older ones are proved first, so it is the new one that has to come again.
      proof.refused(Refusal.QUEUE_FULL);
    }
  }

  private static boolean saysAsMuch(Heartbeat one, Heartbeat other) {
    return one.getHead() == other.getHead()
        && one.getHeadHash().equals(other.getHeadHash())
        && one.getT0() >= other.getT0();
  }

  private void proveWaiting() {
    Iterator<Heartbeat> each = waiting.iterator();
    while (!suspect && each.hasNext()) {
      Heartbeat heartbeat = each.next();
      if (heartbeat.getHead() <= applied) {
        each.remove();
        prove(heartbeat);
      }
    }
  }

  private void prove(Heartbeat heartbeat) {
    if (heartbeat.getHead() < low) {
      proved(heartbeat);
      return;
    }
    Optional<ByteString> hash = hashes.find(heartbeat.getHead());
    if (restored.filter(from -> heartbeat.getHead() < from.applied()).isPresent()) {
      // From before the snapshot: the next one says more.
      return;
    }
    if (hash.isEmpty()) {
      proof.refused(Refusal.UNVERIFIABLE);
    } else if (hash.get().equals(heartbeat.getHeadHash())) {
      proved(heartbeat);
    } else {
      proof.refused(Refusal.WRONG_HASH);
      voidProof();
    }
  }

  private void proved(Heartbeat heartbeat) {
    proof.advance(heartbeat.getT0());
    restored = Optional.empty();
    if (heartbeat.getHead() >= Math.max(start - 1, 0)) {
      mark = Optional.of(markOf(heartbeat));
    }
    liveAfter = liveAfter == Long.MAX_VALUE ? applied : liveAfter;
  }

  private ShardMark markOf(Heartbeat proved) {
    return new ShardMark(proved.getHome(), epoch, start, proved.getHead(), proved.getHeadHash());
  }

  private void voidProof() {
    proof.voidProof();
    mark = Optional.empty();
    becomeSuspect();
  }

  private void becomeSuspect() {
    suspect = true;
    proof.gap();
  }
}
