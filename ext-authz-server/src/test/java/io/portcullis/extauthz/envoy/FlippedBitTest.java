package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.draft;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.corpus.CorpusNumbers;
import io.portcullis.extauthz.jwt.SigningKeys;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row 79: every bit of a token counts, in its characters and in what they stand for. */
@CorpusNumbers({79})
class FlippedBitTest {
  private final House house = new House();
  private final House forgetful = House.withoutCache();

  static List<SigningKeys> keys() {
    return List.of(House.ES256, House.ED25519, House.RS256);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyFlippedBitOfACharacterDenies(SigningKeys keys) {
    String token = draft(keys).signed();
    assertThat(house.bearing(token).summary()).isEqualTo("ok");

    byte[] bytes = token.getBytes(ISO_8859_1);
    for (int i = 0; i < bytes.length * 8; i++) {
      bytes[i / 8] ^= (byte) (1 << (i % 8));
      String flipped = new String(bytes, ISO_8859_1);
      assertThat(house.bearing(flipped).allowed()).as("bit " + i).isFalse();
      assertThat(forgetful.bearing(flipped).allowed()).as("bit " + i + ", no cache").isFalse();
      bytes[i / 8] ^= (byte) (1 << (i % 8));
    }
  }

  /** Bits of what the characters stand for: of the header, the payload and the signature. */
  @ParameterizedTest
  @MethodSource("keys")
  void everyFlippedBitOfAPartDenies(SigningKeys keys) {
    String token = draft(keys).signed();
    assertThat(house.bearing(token).summary()).isEqualTo("ok");

    String[] parts = token.split("\\.", -1);
    for (int part = 0; part < parts.length; part++) {
      byte[] bytes = Base64.getUrlDecoder().decode(parts[part]);
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        String flipped = replaced(parts, part, flipped(bytes, bit));
        String what = "bit " + bit + " of part " + part;
        assertThat(house.bearing(flipped).summary()).as(what).isEqualTo("401 token_invalid");
        assertThat(forgetful.bearing(flipped).summary()).as(what).isEqualTo("401 token_invalid");
      }
    }
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  private static String replaced(String[] parts, int part, byte[] bytes) {
    String[] changed = parts.clone();
    changed[part] = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return String.join(".", changed);
  }
}
