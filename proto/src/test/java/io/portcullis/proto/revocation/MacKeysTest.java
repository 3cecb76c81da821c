package io.portcullis.proto.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.proto.revocation.MacKeys.Kind;
import io.portcullis.proto.revocation.MacKeys.Seal;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class MacKeysTest {
  private static final byte[] PAYLOAD = "payload".getBytes(UTF_8);

  @Test
  void verifiesItsOwnSeal() {
    MacKeys keys = MacKeys.parse(line("k1", 1));
    Seal seal = keys.seal(Kind.LOG_ITEM, PAYLOAD);
    assertThat(keys.verify(Kind.LOG_ITEM, PAYLOAD, seal.keyId(), seal.mac().toByteArray()))
        .isTrue();
  }

  @Test
  void refusesSealOfAnotherKind() {
    MacKeys keys = MacKeys.parse(line("k1", 1));
    Seal seal = keys.seal(Kind.LOG_ITEM, PAYLOAD);
    assertThat(keys.verify(Kind.HEARTBEAT, PAYLOAD, seal.keyId(), seal.mac().toByteArray()))
        .isFalse();
  }

  @Test
  void refusesSealByAnUnknownKey() {
    Seal seal = MacKeys.parse(line("k2", 2)).seal(Kind.LOG_ITEM, PAYLOAD);
    assertThat(
            MacKeys.parse(line("k1", 1))
                .verify(Kind.LOG_ITEM, PAYLOAD, seal.keyId(), seal.mac().toByteArray()))
        .isFalse();
  }

  @Test
  void sealsWithTheFirstKeyAndVerifiesWithAll() {
    Seal old = MacKeys.parse(line("old", 1)).seal(Kind.HEARTBEAT, PAYLOAD);
    MacKeys both = MacKeys.parse("# rotated\n" + line("new", 2) + "\n" + line("old", 1) + "\n");
    assertThat(both.seal(Kind.HEARTBEAT, PAYLOAD).keyId()).isEqualTo("new");
    assertThat(both.verify(Kind.HEARTBEAT, PAYLOAD, old.keyId(), old.mac().toByteArray())).isTrue();
  }

  @Test
  void namesTheLineThatIsWrongAndNeverTheKey() {
    assertThatThrownBy(() -> MacKeys.parse(line("k1", 1) + "\nk2:not base64!"))
        .hasMessage("line 2 holds no valid base64");
    assertThatThrownBy(() -> MacKeys.parse("k1:AAAA"))
        .hasMessage("line 1 holds 3 bytes; at least 32 are needed");
    assertThatThrownBy(() -> MacKeys.parse("\n")).hasMessageContaining("holds no key");
    assertThatThrownBy(() -> MacKeys.parse(line("k", 1) + "\n" + line("k", 2)))
        .hasMessage("line 2 repeats the id of an earlier key");
  }

  private static String line(String id, int fill) {
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, (byte) fill);
    return id + ":" + Base64.getEncoder().encodeToString(key);
  }
}
