package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class Base64UrlTest {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  @Property
  void readsWhatIsWritten(@ForAll byte[] bytes) {
    byte[] text = ENCODER.encode(bytes);

    assertThat(Base64Url.decode(text, 0, text.length)).isEqualTo(bytes);
  }

  @Property
  void takesOneSpellingOnly(
      @ForAll @StringLength(max = 12) @CharRange(from = 'A', to = 'z') String text) {
    byte[] characters = text.getBytes(US_ASCII);

    byte[] decoded = Base64Url.decode(characters, 0, characters.length);

    assertThat(decoded == null || ENCODER.encodeToString(decoded).equals(text)).isTrue();
  }

  @Property
  void neverThrows(@ForAll byte[] anything) {
    byte[] decoded = Base64Url.decode(anything, 0, anything.length);

    assertThat(
            decoded == null
                || ENCODER.encodeToString(decoded).equals(new String(anything, US_ASCII)))
        .isTrue();
  }
}
