package io.portcullis.token.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.portcullis.token.session.TokenReading.Genuine;
import io.portcullis.token.session.TokenReading.NotOurs;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefreshTokensTest {
  private static final ByteString DRAW = ByteString.copyFromUtf8("sixteen bytes ok");
  private final RefreshTokens tokens = tokens(SessionBench.keyLine("k1", 1));
  private final ParsedToken first = tokens.first(tokens.newSid());

  @Test
  void readsBackWhatItMade() {
    assertThat(tokens.read(first.value())).isEqualTo(new Genuine(first));
    assertThat(first.value()).matches("rt1\\.k1\\.[\\w-]{22}\\.1\\.[\\w-]{43}\\.[\\w-]{22}");
  }

  @Test
  void derivesTheSameSuccessorOnEveryNode() {
    ParsedToken here = tokens.successor(first, DRAW, "k1");
    ParsedToken there = tokens(SessionBench.keyLine("k1", 1)).successor(first, DRAW, "k1");
    assertThat(there).isEqualTo(here);
    assertThat(here.generation()).isEqualTo(2);
    assertThat(tokens.read(here.value())).isEqualTo(new Genuine(here));
  }

  @Test
  void theSuccessorDependsOnDrawKeyAndPresentedToken() {
    RefreshTokens two =
        tokens(SessionBench.keyLine("k1", 1) + "\n" + SessionBench.keyLine("k2", 2));
    ParsedToken other = tokens.first(first.sid());
    assertThat(
            List.of(
                two.successor(first, DRAW, "k1").value(),
                two.successor(first, DRAW, "k2").value(),
                two.successor(other, DRAW, "k1").value(),
                two.successor(first, ByteString.copyFromUtf8("other"), "k1").value()))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyChangedCharacterIsRefused() {
    String value = first.value();
    for (int i = 0; i < value.length(); i++) {
      for (char other : new char[] {'A', 'B', '.', '=', '\0', 'é'}) {
        if (value.charAt(i) != other) {
          String changed = value.substring(0, i) + other + value.substring(i + 1);
          assertThat(tokens.read(changed)).as("at %d", i).isNotInstanceOf(Genuine.class);
        }
      }
    }
  }

  @Test
  void everyOtherFormIsMalformed() {
    String value = first.value();
    for (String bad :
        List.of(
            "",
            "rt1",
            value + ".",
            value + "\n",
            " " + value,
            value + "=",
            value.replace("rt1.", "rt2."),
            value.replace(".1.", ".01."),
            value.replace(".1.", ".0."),
            value.replace(".1.", ".-1."),
            value.replace(".1.", ".99999999999999999999."),
            "x".repeat(1 << 20))) {
      assertThat(tokens.read(bad)).isEqualTo(new NotOurs(RefusalReason.MALFORMED));
    }
  }

  @Test
  void neverThrowsWhateverIsPresented() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(first.value());
      for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(1, 0x3000));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, (char) random.nextInt(32, 127));
        }
      }
      if (!text.toString().equals(first.value())) {
        assertThat(tokens.read(text.toString())).isNotInstanceOf(Genuine.class);
      }
    }
  }

  @Test
  void showsNoTokenAndNoKey() {
    assertThat(new RefreshToken(first.value()).toString()).isEqualTo("***");
    assertThat(first.toString()).doesNotContain(first.value().substring(35));
    assertThat(RefreshTokenKeys.parse(SessionBench.keyLine("k1", 1)).toString())
        .isEqualTo("RefreshTokenKeys[k1]");
  }

  @Test
  void namesTheLineThatIsWrongAndNeverTheKey() {
    assertThatThrownBy(() -> RefreshTokenKeys.parse("k1:AAAA"))
        .hasMessage("line 1 holds a key below 32 bytes");
    assertThatThrownBy(() -> RefreshTokenKeys.parse("# none\n"))
        .hasMessageContaining("holds no key");
    assertThatThrownBy(
            () -> RefreshTokenKeys.parse(SessionBench.keyLine("k1", 1)).without(List.of("k1")))
        .hasMessageContaining("still holds the key k1");
    assertThatThrownBy(() -> RefreshTokenKeys.parse("a b:AAAA"))
        .hasMessage("line 1 is not of the form id:base64");
  }

  private static RefreshTokens tokens(String keyFile) {
    return new RefreshTokens(RefreshTokenKeys.parse(keyFile), new SecureRandom());
  }
}
