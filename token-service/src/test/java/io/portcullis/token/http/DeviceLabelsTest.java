package io.portcullis.token.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceLabelsTest {
  private static final DeviceLabels LABELS = new DeviceLabels();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox on Linux
          Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 | Chrome on Windows
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1 | Mobile Safari on iOS
          Mozilla/5.0 (compatible) | ''
          """)
  void namesProgramAndSystem(String userAgent, String label) {
    assertThat(LABELS.label(userAgent)).isEqualTo(label);
  }

  @Test
  void saysNothingOfWhatSaysNothing() {
    assertThat(LABELS.label("")).isEmpty();
    assertThat(LABELS.label("(".repeat(100_000))).isEmpty();
  }
}
