package io.portcullis.proto.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.proto.revocation.MacKeys.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class GoldenLogTest {
  private final Properties golden = golden();
  private final MacKeys keys = MacKeys.parse(golden.getProperty("mac_key"));

  @Test
  void itemSurvivesTheRoundTripByteForByte() throws InvalidProtocolBufferException {
    byte[] item = hex("item");

    assertThat(LogItem.parseFrom(item).toByteArray()).isEqualTo(item);
    assertThat(keys.seal(Kind.LOG_ITEM, item).mac().toByteArray()).isEqualTo(hex("item_mac"));
  }

  @Test
  void heartbeatSurvivesTheRoundTripByteForByte() throws InvalidProtocolBufferException {
    byte[] heartbeat = hex("heartbeat");

    assertThat(Heartbeat.parseFrom(heartbeat).toByteArray()).isEqualTo(heartbeat);
    assertThat(keys.seal(Kind.HEARTBEAT, heartbeat).mac().toByteArray())
        .isEqualTo(hex("heartbeat_mac"));
  }

  @Test
  void heartbeatCarriesTheHashOfTheItem() throws InvalidProtocolBufferException {
    assertThat(Heartbeat.parseFrom(hex("heartbeat")).getHeadHash().toByteArray())
        .isEqualTo(RevocationKeys.itemHash(hex("item")));
  }

  @Test
  void nextItemCarriesTheHashOfTheItem() throws InvalidProtocolBufferException {
    byte[] next = hex("next");

    assertThat(LogItem.parseFrom(next).toByteArray()).isEqualTo(next);
    assertThat(LogItem.parseFrom(next).getPreviousHash().toByteArray())
        .isEqualTo(RevocationKeys.itemHash(hex("item")));
    assertThat(keys.seal(Kind.LOG_ITEM, next).mac().toByteArray()).isEqualTo(hex("next_mac"));
  }

  private byte[] hex(String name) {
    return HexFormat.of().parseHex(golden.getProperty(name));
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
