package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.NearCacheAnswers.Asked;
import io.portcullis.extauthz.revocation.NearCacheEvents.LookUp;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks Redis about one token: all slots that may hold a revocation of it, each in one moment. What
 * is found joins the replica, where it stays revoked whatever becomes of Redis; that nothing was
 * found is kept with its proof.
 */
final class NearCacheLookUps {
  /** The most leeway that a node may have when it judges {@code exp}. */
  private static final long MAX_LEEWAY_MILLIS = Duration.ofSeconds(30).toMillis();

  /** The longest {@code max_token_life} that a log may have. */
  private static final long LONGEST_LIFE_MILLIS = Duration.ofHours(24).toMillis();

  /**
   * The part of all places that may wait for one shard. A master that hangs has many shards, so
   * that it is also twice the even share of one at most: who has a third of them takes two thirds.
   */
  private static final int SHARD_PART = 4;

  private static final int EVEN_SHARES = 2;

  private final RevocationReplica replica;
  private final ShardNumber number;
  private final Slots slots;
  private final Answering answering;
  private final Map<String, Slot> known = new ConcurrentHashMap<>();

  /**
   * Where the slots are and how they are read.
   *
   * @param timeoutMillis how long one look-up may wait
   * @param places how many may wait at once
   */
  record Slots(
      SlotSource source,
      NearCacheKeys keys,
      SealedReaders readers,
      FollowerTiming timing,
      long timeoutMillis,
      int places) {}

  /** Makes a reader of a shard's sealed messages. */
  interface SealedReaders {
    SealedReader of(String shard);
  }

  /** Where answers are kept, by which marks, and who is told. */
  record Answering(
      NearCacheAnswers answers, Fingerprints marks, NearCacheEvents events, RevocationEvents log) {}

  /** Of one shard; {@code waiting} are the checks that do. */
  private record Slot(SlotQueue queue, SlotProof proof, AtomicInteger waiting) {
    boolean enter(int most) {
      if (waiting.incrementAndGet() <= most) {
        return true;
      }
      waiting.decrementAndGet();
      return false;
    }

    void leave() {
      waiting.decrementAndGet();
    }
  }

  NearCacheLookUps(
      RevocationReplica replica, ShardNumber number, Slots slots, Answering answering) {
    this.replica = replica;
    this.number = number;
    this.slots = slots;
    this.answering = answering;
  }

  /**
   * Asks and waits. Returns the proof of what can be said now: of the answer, or of an earlier one;
   * {@link Freshness#NONE} if there is none. What is revoked has joined the replica by then. Empty,
   * and nothing was asked, if too many wait for one of the shards.
   */
  Optional<Long> ask(VerifiedToken token) {
    int shards = number.known();
    Map<String, Slot> asked = slotsOf(token);
    List<Slot> entered = new ArrayList<>(asked.size());
    try {
      for (Map.Entry<String, Slot> slot : asked.entrySet()) {
        if (!slot.getValue().enter(placesOfOne(shards))) {
          answering.events.failing("too many checks wait for shard " + slot.getKey());
          return Optional.empty();
        }
        entered.add(slot.getValue());
      }
      return Optional.of(ask(token, asked, shards));
    } finally {
      entered.forEach(Slot::leave);
    }
  }

  private int placesOfOne(int shards) {
    return Math.max(
        1, Math.min(slots.places / SHARD_PART, EVEN_SHARES * slots.places / Math.max(1, shards)));
  }

  private long ask(VerifiedToken token, Map<String, Slot> of, int shards) {
    Asked asked = answering.answers.asking();
    List<Revocation> possible = possible(token);
    long proof = Freshness.NONE;
    try {
      proof = read(of, shards, possible);
      answering.events.lookedUp(proof == Freshness.NONE ? LookUp.UNPROVED : LookUp.PROVED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      answering.events.lookedUp(LookUp.FAILED);
      answering.events.failing(reason(e));
    }
    return answering.answers.keep(token, asked, proof, marks(possible));
  }

  /**
   * Whether a shard's slot proves anything now, no token being asked about. Makes the connection
   * that look-ups share, so it may wait longer than they do.
   */
  boolean proves(String shard) throws InterruptedException {
    try {
      slots.source.open();
      Slot slot = known.computeIfAbsent(shard, this::slot);
      SlotReading reading =
          slot.queue.read(List.of()).get(slots.timeoutMillis, TimeUnit.MILLISECONDS);
      return slot.proof.of(reading, number.known(), slots.timing.clock().millis())
          != Freshness.NONE;
    } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
      answering.events.failing(reason(e));
      return false;
    }
  }

  private String reason(Exception failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof TimeoutException
        ? "no answer within " + slots.timeoutMillis + " ms"
        : String.valueOf(cause.getMessage());
  }

  /** The mark of whatever an event of this type and id speaks of. */
  static long mark(Fingerprints marks, RevocationType type, String id) {
    return marks.of(type.getNumber(), id);
  }

  private long read(Map<String, Slot> of, int shards, List<Revocation> possible)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (of.isEmpty()) {
      return Freshness.NONE;
    }
    Map<Slot, CompletableFuture<SlotReading>> readings = new LinkedHashMap<>();
    of.forEach((shard, slot) -> {
      List<String> names = possible.stream().map(revocation -> name(shard, revocation)).toList();
      readings.put(slot, slot.queue.read(names));
    });
    long deadline = slots.timing.monotonicMillis() + slots.timeoutMillis;
    long proof = Long.MAX_VALUE;
    for (Map.Entry<Slot, CompletableFuture<SlotReading>> reading : readings.entrySet()) {
      long left = Math.max(0, deadline - slots.timing.monotonicMillis());
      SlotReading answer = reading.getValue().get(left, TimeUnit.MILLISECONDS);
      boolean read = join(possible, answer.values());
      long proved = reading.getKey().proof.of(answer, shards, slots.timing.clock().millis());
      proof = Math.min(proof, read ? proved : Freshness.NONE);
    }
    return proof;
  }

  /** Whoever is revoked under one of the numbers is revoked. None before any number is known. */
  private Map<String, Slot> slotsOf(VerifiedToken token) {
    Map<String, Slot> of = new TreeMap<>();
    for (int shards : number.within(keepMillis())) {
      String shard = RevocationKeys.shardOf(token.tenant(), token.subject(), shards);
      of.computeIfAbsent(shard, one -> known.computeIfAbsent(one, this::slot));
    }
    return of;
  }

  private Slot slot(String shard) {
    return new Slot(
        new SlotQueue(shard, slots.source),
        new SlotProof(
            slots.readers.of(shard),
            reason -> answering.log.refused(shard, reason),
            slots.timing.clockErrorMillis()),
        new AtomicInteger());
  }

  private static List<Revocation> possible(VerifiedToken token) {
    List<Revocation> possible = new ArrayList<>();
    if (!token.tokenId().isEmpty()) {
      possible.add(revocation(RevocationType.TOKEN, token, token.tokenId()));
    }
    if (!token.sessionId().isEmpty()) {
      possible.add(revocation(RevocationType.SESSION, token, token.sessionId()));
    }
    possible.add(
        revocation(RevocationType.USER, token, token.subject()).toBuilder()
            .setTenant(token.tenant())
            .build());
    return possible;
  }

  private static Revocation revocation(RevocationType type, VerifiedToken token, String id) {
    return Revocation.newBuilder().setType(type).setIssuer(token.issuer()).setId(id).build();
  }

  private String name(String shard, Revocation revocation) {
    return slots
        .keys
        .name(shard, revocation)
        .orElseThrow(() -> new IllegalStateException("no key stands for " + revocation.getType()));
  }

  /** Events of our relays have the region's form of the ids, those of others the plain one. */
  private long[] marks(List<Revocation> possible) {
    long[] marks = new long[possible.size() * 2];
    for (int i = 0; i < possible.size(); i++) {
      Revocation one = possible.get(i);
      marks[2 * i] = mark(answering.marks, one.getType(), one.getId());
      marks[2 * i + 1] = mark(answering.marks, one.getType(), slots.keys.eventId(one));
    }
    return marks;
  }

  /** Joins what is revoked; false if a value is not what a relay writes. */
  private boolean join(List<Revocation> possible, List<Optional<String>> values) {
    LogItem.Builder found = LogItem.newBuilder().setKeepMillis(keepMillis());
    boolean sound = true;
    for (int i = 0; i < possible.size(); i++) {
      Optional<String> value = values.get(i);
      if (value.isEmpty()) {
        continue;
      }
      Revocation one = possible.get(i);
      if (one.getType() != RevocationType.USER) {
        found.addRevocations(one);
      } else if (isNumber(value.get())) {
        found.addRevocations(one.toBuilder().setNotAfter(Long.parseLong(value.get())));
      } else {
        sound = false;
      }
    }
    if (found.getRevocationsCount() > 0) {
      replica.apply(found.build());
    }
    return sound;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** R, as far as this node can tell; no token that lives now needs more. */
  private long keepMillis() {
    long life = Math.min(replica.maxTokenLifeMillis(), LONGEST_LIFE_MILLIS);
    return life + MAX_LEEWAY_MILLIS + 3 * slots.timing.clockErrorMillis();
  }
}
