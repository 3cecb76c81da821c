package io.portcullis.extauthz.overload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceKeyTest {
  @Test
  void tellsIpv4AddressesApart() {
    assertThat(SourceKey.of("192.0.2.1")).isNotEqualTo(SourceKey.of("192.0.2.2"));
  }

  @Test
  void takesAnIpv6NetworkOf64BitsForOne() {
    assertThat(SourceKey.of("2001:db8::1"))
        .isEqualTo(SourceKey.of("2001:db8::ffff:1"))
        .isNotEqualTo(SourceKey.of("2001:db8:0:1::1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "/run/peer.sock", "1.2.3", "1.2.3.4.5", ":::"})
  void putsAllWithoutAnAddressTogether(String address) {
    assertThat(SourceKey.of(address)).isEqualTo(SourceKey.NO_ADDRESS);
  }
}
