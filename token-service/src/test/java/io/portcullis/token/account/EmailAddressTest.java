package io.portcullis.token.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EmailAddressTest {
  @Test
  void oneMailboxIsOneUser() {
    assertThat(EmailAddress.parse(" Ada@Example.COM "))
        .isEqualTo(EmailAddress.parse("ada@example.com"));
  }

  @Test
  void neverShowsItself() {
    assertThat(EmailAddress.parse("ada@example.com").orElseThrow()).hasToString("***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "@", "a@", "@b", "no-at-sign", "a b@c", "a\nb@c", "a\0@c"})
  void refusesWhatNoMailboxIsCalled(String text) {
    assertThat(EmailAddress.parse(text)).isEmpty();
  }

  @Test
  void refusesMoreThan254Bytes() {
    assertThat(EmailAddress.parse("a".repeat(252) + "@b")).isPresent();
    assertThat(EmailAddress.parse("a".repeat(253) + "@b")).isEmpty();
    assertThat(EmailAddress.parse("\u00e9".repeat(127) + "@b")).isEmpty();
  }
}
