package io.portcullis.extauthz.revocation;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.MacKeys.Kind;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The bytes of a snapshot: version, time of writing, the key of the fingerprints, a mark for each
 * shard, the entries with what is left of their time, and a seal over the SHA-256 of all that.
 *
 * <p>It holds no proof of freshness. Entries carry the time they still have, not the time at which
 * they end: no clock outlives the process that could be trusted with it, so their time is counted
 * in full from the reading, and never runs out too early.
 *
 * <p>The key of the fingerprints is in it, so it is for this user's eyes only.
 */
final class SnapshotFormat {
  private static final long VERSION_1 = 0x5052_4c53_4e41_5031L;
  private static final int BUFFER = 1 << 16;
  private static final int MAX_SHARDS = ShardNumber.MAX + 1;
  private static final int MAX_HASH = 32;
  private static final int MAC = 32;

  private final MacKeys keys;
  private final LongSupplier nanoTime;

  SnapshotFormat(MacKeys keys, LongSupplier nanoTime) {
    this.keys = keys;
    this.nanoTime = nanoTime;
  }

  /** What a snapshot holds, its seal verified. */
  record Snapshot(long writtenAtMillis, RestoredReplica restored) {}

  /** The bytes are no snapshot, or not one that was sealed by us. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final SnapshotOutcome outcome;

    RefusedException(SnapshotOutcome outcome) {
      super(outcome.name());
      this.outcome = outcome;
    }

    SnapshotOutcome outcome() {
      return outcome;
    }
  }

  /**
   * Writes, beside a running follower. The marks must have been taken before: then all that they
   * speak of is among the entries.
   */
  void write(RestoredReplica state, long nowMillis, OutputStream out) throws IOException {
    MessageDigest digest = sha256();
    DataOutputStream data =
        new DataOutputStream(new DigestOutputStream(new BufferedOutputStream(out, BUFFER), digest));
    data.writeLong(VERSION_1);
    data.writeLong(nowMillis);
    data.writeInt(state.marks().size());
    for (Map.Entry<String, ShardMark> mark : state.marks().entrySet()) {
      data.writeUTF(mark.getKey());
      write(mark.getValue(), data);
    }
    state.replica().write(data);
    MacKeys.Seal seal = keys.seal(Kind.SNAPSHOT, digest.digest());
    data.writeUTF(seal.keyId());
    seal.mac().writeTo(data);
    data.flush();
  }

  /**
   * Reads all of it. Nothing of what it returns was in use before the seal was verified.
   *
   * @throws RefusedException also for bytes after the end
   */
  Snapshot read(InputStream in) throws IOException, RefusedException {
    MessageDigest digest = sha256();
    DataInputStream data =
        new DataInputStream(new DigestInputStream(new BufferedInputStream(in, BUFFER), digest));
    try {
      Snapshot snapshot = readBody(data);
      byte[] sealed = digest.digest();
      String keyId = data.readUTF();
      byte[] mac = data.readNBytes(MAC);
      if (!keys.verify(Kind.SNAPSHOT, sealed, keyId, mac) || data.read() >= 0) {
        throw new RefusedException(SnapshotOutcome.BAD_SEAL);
      }
      return snapshot;
    } catch (EOFException | UTFDataFormatException e) {
      throw torn();
    }
  }

  private Snapshot readBody(DataInputStream data) throws IOException, RefusedException {
    if (data.readLong() != VERSION_1) {
      throw torn();
    }
    long writtenAtMillis = data.readLong();
    int shards = data.readInt();
    if (shards < 0 || shards > MAX_SHARDS) {
      throw torn();
    }
    Map<String, ShardMark> marks = new LinkedHashMap<>();
    for (int i = 0; i < shards; i++) {
      marks.put(data.readUTF(), readMark(data));
    }
    RevocationReplica replica = RevocationReplica.read(data, nanoTime);
    return new Snapshot(writtenAtMillis, new RestoredReplica(replica, marks));
  }

  private static void write(ShardMark mark, DataOutputStream data) throws IOException {
    data.writeUTF(mark.home());
    data.writeLong(mark.epoch());
    data.writeLong(mark.start());
    data.writeLong(mark.applied());
    data.writeByte(mark.headHash().size());
    mark.headHash().writeTo(data);
  }

  private static ShardMark readMark(DataInputStream data) throws IOException, RefusedException {
    String home = data.readUTF();
    long epoch = data.readLong();
    long start = data.readLong();
    long applied = data.readLong();
    int hash = data.readUnsignedByte();
    if (hash > MAX_HASH) {
      throw torn();
    }
    return new ShardMark(home, epoch, start, applied, ByteString.copyFrom(data.readNBytes(hash)));
  }

  private static RefusedException torn() {
    return new RefusedException(SnapshotOutcome.TORN);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
