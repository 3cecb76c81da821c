package io.portcullis.token.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.MacKeys.Kind;
import io.portcullis.proto.revocation.RevocationKeys;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What this server writes is, byte for byte, what the other one is tested to read. */
class GoldenCommitTest {
  private static final String ISSUER = "https://auth.example.com";
  private static final long REVOKED_AT = 1_800_000_121_000L;
  private static final long NOT_AFTER = 1_800_000_123_002L;
  private static final Map<String, String> GOLDEN = new HashMap<>();

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file = MacKeys.class.getResourceAsStream("/golden/revocation-log-v1.txt")) {
      assertThat(file).isNotNull();
      new String(file.readAllBytes(), US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> GOLDEN.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    }
  }

  private final RevocationLogSettings settings =
      new RevocationLogSettings("local", 4, Duration.ofMinutes(15), Duration.ofSeconds(1));

  @Test
  void writesTheGoldenItem() {
    List<RevocationRequest> requests =
        List.of(
            RevocationRequest.token(ISSUER, "jti-1"),
            RevocationRequest.session(ISSUER, "sid-1"),
            RevocationRequest.user(ISSUER, "default", "user-1"),
            RevocationRequest.tenant(ISSUER, "acme"),
            RevocationRequest.client(ISSUER, "client-1"),
            RevocationRequest.key(ISSUER, "key-1"));
    Map<RevocationRequest, Long> standing = new HashMap<>();
    Stream.of(2, 3, 4).forEach(i -> standing.put(requests.get(i), NOT_AFTER - 1));
    ByteString before =
        ByteString.fromHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    Commit commit =
        new CommitPlan(settings)
            .plan(
                "id",
                head(6, before),
                requests.stream().map(LogEntry::of).toList(),
                standing,
                REVOKED_AT);
    // The golden item was committed later than its entries were revoked; here the two are one.
    var item = LogBench.parse(commit.item()).toBuilder().setCommittedAt(1_800_000_123_456L);
    assertThat(HexFormat.of().formatHex(item.build().toByteArray())).isEqualTo(GOLDEN.get("item"));
  }

  @Test
  void writesTheGoldenItemThatFollows() {
    byte[] item = HexFormat.of().parseHex(value("item"));
    Commit commit =
        new CommitPlan(settings)
            .plan(
                "id",
                head(7, ByteString.copyFrom(RevocationKeys.itemHash(item))),
                List.of(LogEntry.of(RevocationRequest.token(ISSUER, "jti-2"))),
                Map.of(),
                1_800_000_124_000L);
    assertThat(HexFormat.of().formatHex(commit.item().payload().toByteArray()))
        .isEqualTo(value("next"));
  }

  @Test
  void sealsAsTheGoldenFileSays() {
    MacKeys keys = MacKeys.parse(value("mac_key"));
    assertThat(seal(keys, Kind.LOG_ITEM, "item")).isEqualTo(GOLDEN.get("item_mac"));
    assertThat(seal(keys, Kind.LOG_ITEM, "next")).isEqualTo(GOLDEN.get("next_mac"));
    assertThat(seal(keys, Kind.HEARTBEAT, "heartbeat")).isEqualTo(GOLDEN.get("heartbeat_mac"));
  }

  private Head head(long sequence, ByteString itemHash) {
    return new Head("2", LogLayout.begin(1_800_000_000_000L, settings), sequence, itemHash);
  }

  private static String seal(MacKeys keys, Kind kind, String name) {
    byte[] payload = HexFormat.of().parseHex(value(name));
    return HexFormat.of().formatHex(keys.seal(kind, payload).mac().toByteArray());
  }

  private static String value(String name) {
    String value = GOLDEN.get(name);
    if (value == null) {
      throw new AssertionError("the golden file holds no " + name);
    }
    return value;
  }
}
