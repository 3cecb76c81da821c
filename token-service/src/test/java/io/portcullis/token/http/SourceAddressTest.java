package io.portcullis.token.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceAddressTest {
  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.1");

  @Test
  void withoutProxiesNobodyIsBelieved() {
    assertThat(new SourceAddress(0).of(PEER, List.of("203.0.113.9"))).isEqualTo("192.0.2.1");
  }

  @Test
  void theAddressThatTheOutermostOfOurProxiesSawCounts() {
    List<String> forged = List.of("10.0.0.1, 203.0.113.9", "198.51.100.7");
    assertThat(new SourceAddress(1).of(PEER, forged)).isEqualTo("198.51.100.7");
    assertThat(new SourceAddress(2).of(PEER, forged)).isEqualTo("203.0.113.9");
  }

  @Test
  void whatIsNoAddressOrTooShortAListIsThePeers() {
    for (String bad : List.of("", "unknown", "a.example", "1.2.3.4:80", "1".repeat(5_000))) {
      assertThat(new SourceAddress(1).of(PEER, List.of(bad))).isEqualTo("192.0.2.1");
    }
    assertThat(new SourceAddress(3).of(PEER, List.of("203.0.113.9"))).isEqualTo("192.0.2.1");
  }

  @Test
  void oneNetworkOfIpv6IsOneSource() {
    InetAddress one = InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6");
    InetAddress other = InetAddress.ofLiteral("2001:db8:1:2::9");
    assertThat(new SourceAddress(0).of(one, List.of()))
        .isEqualTo(new SourceAddress(0).of(other, List.of()))
        .isNotEqualTo(new SourceAddress(0).of(InetAddress.ofLiteral("2001:db8:1:3::9"), List.of()));
  }
}
