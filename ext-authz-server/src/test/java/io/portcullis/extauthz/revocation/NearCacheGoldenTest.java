package io.portcullis.extauthz.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the token service's own test must leave in Redis is what this side reads. */
class NearCacheGoldenTest {
  private static final String ISSUER = "https://auth.example.com";

  private final Properties golden = golden("near-cache-v1.txt");
  private final List<Refusal> refusals = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"plain", "hashed"})
  void looksForTheNamesThatAreWritten(String form) {
    NearCacheKeys keys = new NearCacheKeys(form.equals("hashed"));

    assertThat(keys.top("2")).isEqualTo(value(form + ".top"));
    assertThat(NearCacheKeys.heartbeat("2")).isEqualTo(value("heartbeat_name"));
    assertThat(keys.name("2", revocation(RevocationType.TOKEN, "jti-1")))
        .contains(value(form + ".token"));
    assertThat(keys.name("2", revocation(RevocationType.SESSION, "sid-1")))
        .contains(value(form + ".session"));
    assertThat(keys.name("2", revocation(RevocationType.USER, "user-1")))
        .contains(value(form + ".user"));
  }

  @Test
  void topAndHeartbeatProveTogether() {
    Properties log = golden("revocation-log-v1.txt");
    SealedReader reader =
        new SealedReader(
            MacKeys.parse(Objects.requireNonNull(log.getProperty("mac_key"))),
            TruthLog.HOME.name(),
            "2",
            refusals::add);
    SlotProof proof = new SlotProof(reader, refusals::add, 1_000);
    byte[] heartbeat = HexFormat.of().parseHex(value("heartbeat"));
    List<Optional<String>> values = List.of();
    long t0 = 1_800_000_123_500L;

    // It speaks of items from 3 on; the keys begin at 7.
    assertThat(proof.of(new SlotReading(heartbeat, value("top"), values), 4, t0))
        .isEqualTo(Freshness.NONE);
    assertThat(proof.of(new SlotReading(heartbeat, "1800000000000-7-3", values), 4, t0))
        .isEqualTo(t0);
    assertThat(proof.of(new SlotReading(heartbeat, "1800000000000-6-3", values), 4, t0))
        .isEqualTo(Freshness.NONE);
    assertThat(refusals).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "session", "user", "tenant", "client", "key"})
  void readsTheEvents(String type) {
    RevocationEvent event =
        RevocationEvent.read(value("event.plain." + type).getBytes(UTF_8)).orElseThrow();

    assertThat(event.type().name()).isEqualToIgnoringCase(type);
    assertThat(value("event.plain." + type)).contains('"' + event.id() + '"');
  }

  private static Revocation revocation(RevocationType type, String id) {
    return Revocation.newBuilder().setType(type).setIssuer(ISSUER).setId(id).build();
  }

  private String value(String name) {
    return Objects.requireNonNull(golden.getProperty(name), name);
  }

  private static Properties golden(String file) {
    try (InputStream in = NearCacheGoldenTest.class.getResourceAsStream("/golden/" + file)) {
      Properties golden = new Properties();
      golden.load(Objects.requireNonNull(in));
      return golden;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
