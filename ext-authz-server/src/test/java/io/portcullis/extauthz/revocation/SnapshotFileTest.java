package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.MutableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes back from the disk is what was there, or nothing. */
class SnapshotFileTest {
  private static final long SEED = 20_261_123;
  private static final Map<String, ShardMark> MARKS =
      Map.of("0", new ShardMark("local", 100, 3, 17, ByteString.copyFromUtf8("hash of 17")));

  @TempDir private Path folder;

  private final MutableClock clock = MutableClock.at(Instant.ofEpochMilli(Tokens.START));
  private final RevocationReplica replica = new RevocationReplica(new Random(1), clock::nanoTime);
  private final RecordedEvents events = new RecordedEvents();

  @Test
  void bringsBackEveryKindOfEntryAndNoFreshness() {
    apply(TruthLog.KEEP_MILLIS, RevocationType.SESSION, "a session");
    apply(TruthLog.KEEP_MILLIS, RevocationType.USER, "user-1");
    replica.freshness().grow(1);
    replica.freshness().shard(0).set(Tokens.START);
    replica.freshness().shard(1).set(Tokens.START);
    write();

    RestoredReplica restored = load();

    assertThat(events.snapshots()).containsExactly(SnapshotOutcome.WRITTEN, SnapshotOutcome.LOADED);
    assertThat(restored.marks()).isEqualTo(MARKS);
    assertThat(restored.replica().entries()).isEqualTo(2);
    assertThat(isRevoked(restored, "a session")).isTrue();
    assertThat(restored.replica().find(Tokens.startedAt(1_000))).isEqualTo(RevocationType.USER);
    assertThat(restored.replica().find(Tokens.startedAt(1_001)))
        .isEqualTo(RevocationType.REVOCATION_TYPE_UNSPECIFIED);
    assertThat(status(restored, "another")).isEqualTo(new NotRevoked(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TOKEN", "SESSION", "KEY", "USER", "TENANT", "CLIENT"})
  void bringsBackEachType(RevocationType type) {
    String id =
        switch (type) {
          case TOKEN -> "jti-s";
          case KEY -> "key-1";
          case USER -> "user-1";
          case TENANT -> "default";
          case CLIENT -> "client-1";
          default -> "s";
        };
    replica.apply(
        LogItem.newBuilder()
            .setKeepMillis(TruthLog.KEEP_MILLIS)
            .addRevocations(TruthLog.revocation(type, id).toBuilder().setNotAfter(Tokens.START))
            .build());
    write();

    assertThat(status(load(), "s")).isEqualTo(new Revoked(type));
  }

  @Test
  void refusesFileInWhichAnyByteChanged() throws Exception {
    fillAndWrite();
    byte[] good = Files.readAllBytes(file());
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      refuses(bad, "byte " + at);
    }
  }

  @Test
  void refusesFileThatWasCutOffAnywhere() throws Exception {
    fillAndWrite();
    byte[] good = Files.readAllBytes(file());
    for (int length = 0; length < good.length; length++) {
      refuses(Arrays.copyOf(good, length), "first " + length);
    }
    refuses(Arrays.copyOf(good, good.length + 1), "a byte too many");
  }

  @Test
  void refusesFileOfANodeWithOtherKeys() {
    fillAndWrite(TruthLog.FOREIGN_KEYS);

    assertThat(load().replica().entries()).isZero();
    assertThat(events.snapshots()).contains(SnapshotOutcome.BAD_SEAL);
  }

  @Test
  void refusesSealOfAnotherKind() throws Exception {
    Files.write(file(), TruthLog.sealed(LogItem.getDefaultInstance()).payload());
    assertThat(load().marks()).isEmpty();
    assertThat(events.snapshots()).containsExactly(SnapshotOutcome.TORN);
  }

  @Test
  void refusesFileOfTheDayBeforeYesterdayAndOfTomorrow() {
    fillAndWrite();

    clock.jump(SnapshotFile.MAX_AGE.plusMillis(1));
    assertThat(load().marks()).isEmpty();
    clock.jump(SnapshotFile.MAX_AGE.negated().minusSeconds(2));
    assertThat(load().marks()).isEmpty();

    assertThat(events.snapshots())
        .containsExactly(SnapshotOutcome.WRITTEN, SnapshotOutcome.TOO_OLD, SnapshotOutcome.TOO_OLD);
  }

  @Test
  void beginsWithNothingWhereThereIsNoFile() {
    assertThat(load().replica().entries()).isZero();
    assertThat(events.snapshots()).containsExactly(SnapshotOutcome.ABSENT);
  }

  @Test
  void keepsTheLastFileWhenTheNextCannotBeWritten() throws Exception {
    fillAndWrite();
    Path inTheWay = Files.createDirectory(folder.resolve("revocations.new"));
    Files.writeString(inTheWay.resolve("x"), "x");

    write();

    assertThat(load().replica().entries()).isEqualTo(3);
    assertThat(events.snapshots())
        .containsExactly(
            SnapshotOutcome.WRITTEN, SnapshotOutcome.NOT_WRITTEN, SnapshotOutcome.LOADED);
  }

  @Test
  void keepsFileFromOtherUsers() throws Exception {
    fillAndWrite();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  /** At every phase of the ticks, over restarts, and whatever each monotonic clock begins with. */
  @Test
  void noEntryEndsBeforeItsTimeForHavingBeenOnDisk() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      long keep = 1 + random.nextLong(600_000);
      clock.advance(Duration.ofMillis(random.nextInt(10_000)));
      RevocationReplica one = new RevocationReplica(new Random(i), clock::nanoTime);
      apply(one, keep, RevocationType.SESSION, "s" + i);
      RestoredReplica state = new RestoredReplica(one, MARKS);
      long left = keep - 1;
      for (int restart = 0; restart < 6; restart++) {
        long passed = random.nextLong(left / 6 + 1);
        left -= passed;
        clock.advance(Duration.ofMillis(passed));
        snapshots(TruthLog.KEYS, clock::nanoTime).write(state);
        long origin = random.nextLong(1L << 50);
        state = load(() -> origin + clock.nanoTime());
      }
      clock.advance(Duration.ofMillis(left));
      state.replica().sweep();

      assertThat(isRevoked(state, "s" + i)).as("kept for %d ms", keep).isTrue();
    }
  }

  @Test
  void noNumberOfRestartsKeepsAnEntryForEver() {
    apply(60_000, RevocationType.SESSION, "s");
    RestoredReplica state = new RestoredReplica(replica, MARKS);
    for (int i = 0; i < 20; i++) {
      snapshots(TruthLog.KEYS, clock::nanoTime).write(state);
      state = load();
      clock.advance(Duration.ofSeconds(10));
    }
    state.replica().sweep();

    assertThat(state.replica().entries()).isZero();
  }

  @Test
  void revokedKeyOutlivesEveryRestart() {
    apply(1_000, RevocationType.KEY, "key-1");
    clock.advance(Duration.ofHours(40));
    replica.sweep();
    write();

    assertThat(status(load(), "s")).isEqualTo(new Revoked(RevocationType.KEY));
  }

  private void refuses(byte[] bytes, String what) throws Exception {
    Files.write(file(), bytes);
    RestoredReplica restored = load();
    assertThat(restored.marks()).as(what).isEmpty();
    assertThat(restored.replica().entries()).as(what).isZero();
    assertThat(events.snapshots().getLast())
        .as(what)
        .isIn(SnapshotOutcome.TORN, SnapshotOutcome.BAD_SEAL);
  }

  private void fillAndWrite() {
    fillAndWrite(TruthLog.KEYS);
  }

  private void fillAndWrite(MacKeys keys) {
    apply(TruthLog.KEEP_MILLIS, RevocationType.SESSION, "a");
    apply(TruthLog.KEEP_MILLIS, RevocationType.KEY, "b");
    apply(TruthLog.KEEP_MILLIS, RevocationType.USER, "c");
    snapshots(keys, clock::nanoTime).write(new RestoredReplica(replica, MARKS));
  }

  private void write() {
    snapshots(TruthLog.KEYS, clock::nanoTime).write(new RestoredReplica(replica, MARKS));
  }

  private RestoredReplica load() {
    return load(clock::nanoTime);
  }

  private RestoredReplica load(LongSupplier nanoTime) {
    return snapshots(TruthLog.KEYS, nanoTime).load(new Random(2));
  }

  private SnapshotFile snapshots(MacKeys keys, LongSupplier nanoTime) {
    return new SnapshotFile(
        file(), keys, new FollowerTiming(clock, nanoTime, new Random(1), 1_000), events);
  }

  private Path file() {
    return folder.resolve("revocations");
  }

  private void apply(long keepMillis, RevocationType type, String id) {
    apply(replica, keepMillis, type, id);
  }

  private static void apply(RevocationReplica to, long keepMillis, RevocationType type, String id) {
    Revocation revocation = TruthLog.revocation(type, id).toBuilder().setNotAfter(1_000).build();
    to.apply(LogItem.newBuilder().setKeepMillis(keepMillis).addRevocations(revocation).build());
  }

  private boolean isRevoked(RestoredReplica restored, String sessionId) {
    return status(restored, sessionId).equals(new Revoked(RevocationType.SESSION));
  }

  private RevocationStatus status(RestoredReplica restored, String sessionId) {
    restored.replica().freshness().grow(1);
    return new ReplicaRevocationChecker(
            restored.replica(), (issuer, kid) -> Freshness.NONE, clock, 1_000)
        .check(Tokens.foreign(sessionId));
  }
}
