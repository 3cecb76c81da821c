package io.portcullis.extauthz.revocation;

import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.SealedHeartbeat;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a reading of one shard's slot proves: "at t0 the log held exactly n items", and the plain
 * keys reach from its oldest living item to n or beyond. Then what is not among them was not
 * revoked at t0. Redis answers from one moment; a heartbeat that comes later says nothing of this
 * reading, and is not asked.
 */
final class SlotProof {
  private static final long NOTHING = -1;

  private final SealedReader reader;
  private final Consumer<Refusal> refused;
  private final long clockErrorMillis;
  private long epoch;
  private long highestHead = NOTHING;
  private long highestHeadT0;
  private Verified last = new Verified(new byte[0], Heartbeat.getDefaultInstance());

  /** Look-ups of a quarter of a second read the same bytes: their seal is verified once. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content
  private record Verified(byte[] bytes, Heartbeat heartbeat) {}

  SlotProof(SealedReader reader, Consumer<Refusal> refused, long clockErrorMillis) {
    this.reader = reader;
    this.refused = refused;
    this.clockErrorMillis = clockErrorMillis;
  }

  /**
   * The t0 that is proved, {@link Freshness#NONE} if none is.
   *
   * @param shards the number of user shards by which this one was chosen
   */
  synchronized long of(SlotReading reading, int shards, long nowMillis) {
    Optional<Heartbeat> read = heartbeat(reading.heartbeat());
    if (read.isEmpty()) {
      return Freshness.NONE;
    }
    Heartbeat heartbeat = read.get();
    Optional<Refusal> refusal = refusal(heartbeat, shards, nowMillis);
    if (refusal.isPresent()) {
      refused.accept(refusal.get());
      return Freshness.NONE;
    }
    remember(heartbeat);
    return Reach.parse(reading.top()).covers(heartbeat) ? heartbeat.getT0() : Freshness.NONE;
  }

  /** None is no fault: before the first, and after a loss, there is none. */
  private Optional<Heartbeat> heartbeat(byte[] bytes) {
    if (bytes.length == 0) {
      return Optional.empty();
    }
    if (Arrays.equals(bytes, last.bytes)) {
      return Optional.of(last.heartbeat);
    }
    Optional<Heartbeat> verified = verified(bytes);
    verified.ifPresent(heartbeat -> last = new Verified(bytes, heartbeat));
    return verified;
  }

  private Optional<Heartbeat> verified(byte[] bytes) {
    try {
      SealedHeartbeat sealed = SealedHeartbeat.parseFrom(bytes);
      return reader.heartbeat(
          new SealedMessage(
              sealed.getPayload().toByteArray(),
              sealed.getMacKeyId(),
              sealed.getMac().toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      refused.accept(Refusal.MALFORMED);
      return Optional.empty();
    }
  }

  private Optional<Refusal> refusal(Heartbeat heartbeat, int shards, long nowMillis) {
    if (heartbeat.getEpoch() < epoch) {
      return Optional.of(Refusal.OLDER_EPOCH);
    }
    if (heartbeat.getShards() != shards) {
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

  private void remember(Heartbeat heartbeat) {
    if (heartbeat.getEpoch() > epoch) {
      epoch = heartbeat.getEpoch();
      highestHead = NOTHING;
    }
    if (heartbeat.getHead() > highestHead) {
      highestHead = heartbeat.getHead();
      highestHeadT0 = heartbeat.getT0();
    }
  }

  /** The items whose plain keys were written: {@code <epoch>-<last>-<first>}. */
  private record Reach(long epoch, long last, long first) {
    private static final Reach NOWHERE = new Reach(NOTHING, NOTHING, NOTHING);

    static Reach parse(String top) {
      String[] numbers = top.split("-", 4);
      if (numbers.length != 3) {
        return NOWHERE;
      }
      try {
        return new Reach(
            Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
      } catch (NumberFormatException e) {
        return NOWHERE;
      }
    }

    /** Where the oldest living item is beyond the newest there is none to have a key. */
    boolean covers(Heartbeat heartbeat) {
      return heartbeat.getHead() < heartbeat.getLow()
          || (epoch == heartbeat.getEpoch()
              && first <= heartbeat.getLow()
              && heartbeat.getHead() <= last);
    }
  }
}
