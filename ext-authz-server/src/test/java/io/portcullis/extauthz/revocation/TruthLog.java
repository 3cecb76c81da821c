package io.portcullis.extauthz.revocation;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.MacKeys.Kind;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import java.util.ArrayList;
import java.util.List;

/** The log of one shard as the truth holds it, and the messages that speak of it. */
final class TruthLog {
  static final LogHome HOME = LogHome.own("local");
  static final String ISSUER = "https://auth.example.com";
  static final MacKeys KEYS = key("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  static final MacKeys FOREIGN_KEYS = key("/////wQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  static final long KEEP_MILLIS = 933_000;

  private final String shard;
  private final long epoch;
  private final List<LogItem> items = new ArrayList<>();
  private long low = 1;

  TruthLog(String shard, long epoch) {
    this.shard = shard;
    this.epoch = epoch;
  }

  String shard() {
    return shard;
  }

  long epoch() {
    return epoch;
  }

  long head() {
    return items.size();
  }

  /** Commits an item that revokes one session. */
  TruthLog revoke(String sessionId) {
    return commit(revocation(RevocationType.SESSION, sessionId), 0);
  }

  TruthLog commit(Revocation revocation, long committedAt) {
    items.add(
        LogItem.newBuilder()
            .setHome(HOME.name())
            .setShard(shard)
            .setEpoch(epoch)
            .setSequence(head() + 1)
            .setKeepMillis(KEEP_MILLIS)
            .setCommittedAt(committedAt)
            .setPreviousHash(hash(head()))
            .addRevocations(revocation)
            .build());
    return this;
  }

  /** Everything below has expired. */
  TruthLog lowAt(long sequence) {
    low = sequence;
    return this;
  }

  SealedMessage item(long sequence) {
    return sealed(Kind.LOG_ITEM, items.get((int) sequence - 1).toByteArray(), KEYS);
  }

  /** "At t0 there were exactly the items up to the head." */
  SealedMessage beat(long t0) {
    return sealed(heartbeat(t0).build());
  }

  /** The same when the log was shorter. */
  SealedMessage beat(long head, long t0) {
    return sealed(heartbeat(head, t0).build());
  }

  Heartbeat.Builder heartbeat(long t0) {
    return heartbeat(head(), t0);
  }

  Heartbeat.Builder heartbeat(long head, long t0) {
    return Heartbeat.newBuilder()
        .setHome(HOME.name())
        .setShard(shard)
        .setEpoch(epoch)
        .setHead(head)
        .setLow(Math.min(low, head + 1))
        .setShards(1)
        .setMaxTokenLifeMillis(900_000)
        .setT0(t0)
        .setHeadHash(hash(head));
  }

  private ByteString hash(long head) {
    return head == 0
        ? ByteString.EMPTY
        : ByteString.copyFrom(RevocationKeys.itemHash(items.get((int) head - 1).toByteArray()));
  }

  static SealedMessage sealed(Heartbeat heartbeat) {
    return sealed(Kind.HEARTBEAT, heartbeat.toByteArray(), KEYS);
  }

  static SealedMessage sealed(LogItem item) {
    return sealed(Kind.LOG_ITEM, item.toByteArray(), KEYS);
  }

  static SealedMessage sealed(Kind kind, byte[] payload, MacKeys keys) {
    MacKeys.Seal seal = keys.seal(kind, payload);
    return new SealedMessage(payload, seal.keyId(), seal.mac().toByteArray());
  }

  static Revocation revocation(RevocationType type, String id) {
    return Revocation.newBuilder().setType(type).setIssuer(ISSUER).setId(id).build();
  }

  private static MacKeys key(String base64) {
    return MacKeys.parse("test:" + base64);
  }
}
