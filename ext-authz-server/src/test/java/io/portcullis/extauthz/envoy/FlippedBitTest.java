package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.draft;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.SigningKeys;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row 79: every bit of a token counts, in its characters and in what they stand for. */
class FlippedBitTest {
  private final House house = new House();

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
      Answer answer = house.bearing(new String(bytes, ISO_8859_1));
      assertThat(answer.allowed()).as("bit " + i).isFalse();
      bytes[i / 8] ^= (byte) (1 << (i % 8));
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyFlippedBitOfTheSignatureDenies(SigningKeys keys) {
    String token = draft(keys).signed();
    int dot = token.lastIndexOf('.') + 1;
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot));

    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      String changed =
          token.substring(0, dot) + Base64.getUrlEncoder().withoutPadding().encodeToString(flipped);
      assertThat(house.bearing(changed).summary()).as("bit " + bit).isEqualTo("401 token_invalid");
    }
  }
}
