package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes that the token service's own test must write are the bytes that this side believes. */
class GoldenLogTest {
  private static final long EPOCH = 1_800_000_000_000L;
  private static final String ISSUER = "https://auth.example.com";

  private final Properties golden = golden();
  private final List<Refusal> refusals = new ArrayList<>();
  private final SealedReader reader =
      new SealedReader(MacKeys.parse(golden.getProperty("mac_key")), "local", "2", refusals::add);

  @Test
  void itemIsBelievedWithAllItsFields() {
    LogItem item = item();

    assertThat(refusals).isEmpty();
    assertThat(item.getHome()).isEqualTo("local");
    assertThat(item.getKeepMillis()).isEqualTo(933_000);
    assertThat(item.getCommittedAt()).isEqualTo(EPOCH + 123_456);
    assertThat(item.getRevocationsList())
        .containsExactly(
            revocation(RevocationType.TOKEN, "jti-1", "", 0),
            revocation(RevocationType.SESSION, "sid-1", "", 0),
            revocation(RevocationType.USER, "user-1", "default", EPOCH + 123_002),
            revocation(RevocationType.TENANT, "acme", "", EPOCH + 123_002),
            revocation(RevocationType.CLIENT, "client-1", "", EPOCH + 123_002),
            revocation(RevocationType.KEY, "key-1", "", 0));
  }

  @Test
  void nextItemContinuesTheRunOfTheItem() {
    RevocationReplica replica = new RevocationReplica(new Random(1), () -> 0);
    replica.freshness().grow(4);
    RecordedEvents events = new RecordedEvents();
    ShardProof proof = new ReplicaShardProof("2", replica, new ShardNumber(), events);
    ShardLog log = new ShardLog(proof, reader, replica, 1_000);

    log.item(EPOCH, 7, message("item"));
    log.item(EPOCH, 8, message("next"));

    assertThat(log.position()).isEqualTo(EPOCH + "-8");
    assertThat(refusals).isEmpty();
    assertThat(events.refusals()).isEmpty();
  }

  @Test
  void itemRevokesWhatItNames() {
    RevocationReplica replica = new RevocationReplica(new Random(1), () -> 0);

    replica.apply(item());

    assertThat(replica.find(Tokens.ofSession("sid-1"))).isEqualTo(RevocationType.SESSION);
    assertThat(replica.find(Tokens.startedAt(EPOCH))).isEqualTo(RevocationType.KEY);
    assertThat(replica.entries()).isEqualTo(6);
  }

  @Test
  void heartbeatIsBelievedWithAllItsFields() {
    Heartbeat heartbeat = reader.heartbeat(message("heartbeat")).orElseThrow();

    assertThat(refusals).isEmpty();
    assertThat(heartbeat.getEpoch()).isEqualTo(EPOCH);
    assertThat(heartbeat.getHead()).isEqualTo(7);
    assertThat(heartbeat.getLow()).isEqualTo(3);
    assertThat(heartbeat.getShards()).isEqualTo(4);
    assertThat(heartbeat.getMaxTokenLifeMillis()).isEqualTo(900_000);
    assertThat(heartbeat.getT0()).isEqualTo(EPOCH + 123_500);
  }

  private LogItem item() {
    return reader.item(EPOCH, 7, message("item")).orElseThrow();
  }

  private SealedMessage message(String name) {
    return new SealedMessage(hex(name), "golden", hex(name + "_mac"));
  }

  private byte[] hex(String name) {
    return HexFormat.of().parseHex(golden.getProperty(name));
  }

  private static Revocation revocation(RevocationType type, String id, String tenant, long until) {
    return Revocation.newBuilder()
        .setType(type)
        .setIssuer(ISSUER)
        .setTenant(tenant)
        .setId(id)
        .setNotAfter(until)
        .setRevokedAt(EPOCH + 121_000)
        .build();
  }

  private static Properties golden() {
    try (InputStream in =
        GoldenLogTest.class.getResourceAsStream("/golden/revocation-log-v1.txt")) {
      Properties golden = new Properties();
      golden.load(Objects.requireNonNull(in));
      return golden;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
