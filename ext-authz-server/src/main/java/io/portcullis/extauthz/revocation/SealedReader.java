package io.portcullis.extauthz.revocation;

import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.MacKeys.Kind;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Believes nothing that Redis says of one shard but what its seal and its own fields bear out. The
 * shard is in the sealed bytes, so a heartbeat of another shard is no heartbeat of this one.
 */
final class SealedReader {
  private static final int HASH_BYTES = 32;

  private final MacKeys keys;
  private final String shard;
  private final Consumer<Refusal> refused;
  private final String home;

  /**
   * @param home that owns the log
   */
  SealedReader(MacKeys keys, String home, String shard, Consumer<Refusal> refused) {
    this.keys = keys;
    this.home = home;
    this.shard = shard;
    this.refused = refused;
  }

  /** The item, if it is one of this shard's log and stands at its own place in the stream. */
  Optional<LogItem> item(long streamEpoch, long streamSequence, SealedMessage message) {
    if (!isSealed(Kind.LOG_ITEM, message)) {
      return refuse(Refusal.BAD_SEAL);
    }
    try {
      LogItem item = LogItem.parseFrom(message.payload());
      if (!isOurs(item.getHome(), item.getShard())
          || item.getEpoch() != streamEpoch
          || item.getSequence() != streamSequence) {
        return refuse(Refusal.MISPLACED);
      }
      return isSound(item) ? Optional.of(item) : refuse(Refusal.MALFORMED);
    } catch (InvalidProtocolBufferException e) {
      return refuse(Refusal.MALFORMED);
    }
  }

  /** The heartbeat, if it is one of this shard. */
  Optional<Heartbeat> heartbeat(SealedMessage message) {
    if (!isSealed(Kind.HEARTBEAT, message)) {
      return refuse(Refusal.BAD_SEAL);
    }
    try {
      Heartbeat heartbeat = Heartbeat.parseFrom(message.payload());
      if (!isOurs(heartbeat.getHome(), heartbeat.getShard())) {
        return refuse(Refusal.MISPLACED);
      }
      return isSound(heartbeat) ? Optional.of(heartbeat) : refuse(Refusal.MALFORMED);
    } catch (InvalidProtocolBufferException e) {
      return refuse(Refusal.MALFORMED);
    }
  }

  private boolean isSealed(Kind kind, SealedMessage message) {
    return keys.verify(kind, message.payload(), message.macKeyId(), message.mac());
  }

  /** One stream holds the log of one home. */
  private boolean isOurs(String ofHome, String ofShard) {
    return ofHome.equals(home) && ofShard.equals(shard);
  }

  /** A type that this version does not know could cover any token: better stale than open. */
  private static boolean isSound(LogItem item) {
    return item.getEpoch() > 0
        && item.getSequence() > 0
        && item.getKeepMillis() > 0
        && item.getKeepMillis() <= RevocationReplica.MAX_KEEP_MILLIS
        && item.getPreviousHash().size() == (item.getSequence() == 1 ? 0 : HASH_BYTES)
        && item.getRevocationsList().stream().allMatch(SealedReader::isSound);
  }

  private static boolean isSound(Revocation revocation) {
    return revocation.getType() != RevocationType.REVOCATION_TYPE_UNSPECIFIED
        && revocation.getType() != RevocationType.UNRECOGNIZED;
  }

  private static boolean isSound(Heartbeat heartbeat) {
    return heartbeat.getEpoch() > 0
        && heartbeat.getHead() >= 0
        && heartbeat.getLow() >= 1
        && heartbeat.getLow() <= heartbeat.getHead() + 1
        && heartbeat.getShards() >= 1
        && heartbeat.getShards() <= ShardNumber.MAX
        && heartbeat.getMaxTokenLifeMillis() > 0
        && heartbeat.getT0() > 0;
  }

  private <T> Optional<T> refuse(Refusal reason) {
    refused.accept(reason);
    return Optional.empty();
  }
}
