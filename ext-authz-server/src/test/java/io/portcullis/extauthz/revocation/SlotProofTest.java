package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.SealedHeartbeat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The seal of the same bytes is verified once; everything else is asked every time. */
class SlotProofTest {
  private static final long T0 = Tokens.START;

  private final TruthLog truth = new TruthLog("0", T0).revoke("s");
  private final List<Refusal> refusals = new ArrayList<>();
  private final SlotProof proof =
      new SlotProof(
          new SealedReader(TruthLog.KEYS, TruthLog.HOME.name(), "0", refusals::add),
          refusals::add,
          1_000);
  private final byte[] good = sealed(truth.beat(T0));

  @Test
  void noByteOfAHeartbeatThatProvedMayDiffer() {
    assertThat(read(good.clone(), 1, T0)).isEqualTo(T0);
    for (int i = 0; i < good.length; i++) {
      byte[] forged = good.clone();
      forged[i] ^= 1;
      assertThat(read(forged, 1, T0)).as("byte " + i).isEqualTo(Freshness.NONE);
      assertThat(read(good.clone(), 1, T0)).isEqualTo(T0);
    }
  }

  @Test
  void badSealIsVerifiedAndRefusedEachTime() {
    byte[] forged = good.clone();
    forged[forged.length - 1] ^= 1;

    assertThat(read(forged, 1, T0)).isEqualTo(Freshness.NONE);
    assertThat(read(forged, 1, T0)).isEqualTo(Freshness.NONE);

    assertThat(refusals).containsExactly(Refusal.BAD_SEAL, Refusal.BAD_SEAL);
  }

  @Test
  void whatItSaysIsJudgedAsOfNow() {
    assertThat(read(good, 1, T0)).isEqualTo(T0);

    assertThat(read(good, 2, T0)).isEqualTo(Freshness.NONE);
    assertThat(read(good, 1, T0 - 1_001)).isEqualTo(Freshness.NONE);
    TruthLog restored = new TruthLog("0", T0 + 1).revoke("s");
    assertThat(read(sealed(restored.beat(T0)), 1, T0, (T0 + 1) + "-1-1")).isEqualTo(T0);
    assertThat(read(good, 1, T0)).isEqualTo(Freshness.NONE);

    assertThat(refusals)
        .containsExactly(Refusal.UNKNOWN_SHARDS, Refusal.FROM_THE_FUTURE, Refusal.OLDER_EPOCH);
  }

  private long read(byte[] heartbeat, int shards, long nowMillis) {
    return read(heartbeat, shards, nowMillis, T0 + "-1-1");
  }

  private long read(byte[] heartbeat, int shards, long nowMillis, String top) {
    return proof.of(new SlotReading(heartbeat, top, List.of()), shards, nowMillis);
  }

  private static byte[] sealed(SealedMessage message) {
    return SealedHeartbeat.newBuilder()
        .setPayload(ByteString.copyFrom(message.payload()))
        .setMacKeyId(message.macKeyId())
        .setMac(ByteString.copyFrom(message.mac()))
        .build()
        .toByteArray();
  }
}
