package io.portcullis.token.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
  private final Messages messages = Messages.read("/style.css");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | PT0.001S  | 1 second
          en | PT1.001S  | 2 seconds
          en | PT1M      | 60 seconds
          en | PT1M0.1S  | 2 minutes
          en | PT15M     | 15 minutes
          de | PT1S      | 1 Sekunde
          de | PT2M      | 2 Minuten
          fr | PT30S     | 30 secondes
          """)
  void aWaitIsToldInWholeSecondsOrMinutesAndNeverTooShort(
      String language, Duration wait, String told) {
    Texts texts = messages.inLanguageOf(Optional.empty(), Optional.of(language));

    assertThat(texts.get(Notice.limited(wait))).containsPattern("\\b" + told + "\\b");
  }
}
