package io.portcullis.extauthz.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenTagsTest {
  /** Key and messages of the reference implementation's vectors: 00 01 02 … */
  @ParameterizedTest
  @CsvSource({
    "0, a3817f04ba25a8e66df67214c7550293",
    "1, da87c1d86b99af44347659119b22fc45",
    "2, 8177228da4a45dc7fca38bdef60affe4",
    "7, a1f1ebbed8dbc153c0b84aa61ff08239",
    "8, 3b62a9ba6258f5610f83e264f31497b4",
    "15, 5493e99933b0a8117e08ec0f97cfc3d9",
    "63, 5150d1772f50834a503e069a973fbd7c"
  })
  void agreesWithTheReferenceVectors(int length, String expected) {
    byte[] message = new byte[length];
    for (int i = 0; i < length; i++) {
      message[i] = (byte) i;
    }
    TokenTags tags = new TokenTags(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    assertThat(hex(tags.of(message, 0, length))).isEqualTo(expected);
  }

  @Test
  void dependsOnEveryOctetAndOnNothingAroundThem() {
    TokenTags tags = new TokenTags(new Random(1));
    byte[] message = new byte[40];
    new Random(2).nextBytes(message);
    TokenTag whole = tags.of(message, 3, 37);
    Set<TokenTag> seen = new HashSet<>();
    for (int i = 0; i < message.length; i++) {
      byte[] other = message.clone();
      other[i] ^= 1;
      TokenTag tag = tags.of(other, 3, 37);
      boolean inside = i >= 3 && i < 37;
      assertThat(tag.equals(whole)).as("octet %d", i).isEqualTo(!inside);
      seen.add(tag);
    }
    assertThat(seen).hasSize(35);
  }

  @Test
  void oneProcessCannotTellTheTagOfAnother() {
    byte[] message = new byte[16];

    assertThat(new TokenTags(new Random(1)).of(message, 0, 16))
        .isNotEqualTo(new TokenTags(new Random(2)).of(message, 0, 16));
  }

  private static String hex(TokenTag tag) {
    return HexFormat.of().toHexDigits(Long.reverseBytes(tag.low()))
        + HexFormat.of().toHexDigits(Long.reverseBytes(tag.high()));
  }
}
