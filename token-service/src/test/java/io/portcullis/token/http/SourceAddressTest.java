package io.portcullis.token.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceAddressTest {
  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.1");

  private final List<String> distrusted = new ArrayList<>();

  @Test
  void withoutProxiesNobodyIsBelieved() {
    assertThat(sources(0).of(PEER, List.of("203.0.113.9"))).isEqualTo("192.0.2.1");
  }

  @Test
  void theAddressThatTheOutermostOfOurProxiesSawCounts() {
    List<String> forged = List.of("10.0.0.1, 203.0.113.9", "198.51.100.7");
    assertThat(sources(1).of(PEER, forged)).isEqualTo("198.51.100.7");
    assertThat(sources(2).of(PEER, forged)).isEqualTo("203.0.113.9");
  }

  @Test
  void whatIsNoAddressOrTooShortAListIsThePeers() {
    for (String bad :
        List.of("", "unknown", "a.example", "1.2.3.4:x", "[::1", "::1]:80", "1".repeat(5_000))) {
      assertThat(sources(1).of(PEER, List.of(bad))).isEqualTo("192.0.2.1");
    }
    assertThat(sources(3).of(PEER, List.of("203.0.113.9"))).isEqualTo("192.0.2.1");
  }

  @Test
  void oneNetworkOfIpv6IsOneSource() {
    InetAddress one = InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6");
    InetAddress other = InetAddress.ofLiteral("2001:db8:1:2::9");
    assertThat(sources(0).of(one, List.of()))
        .isEqualTo(sources(0).of(other, List.of()))
        .isNotEqualTo(sources(0).of(InetAddress.ofLiteral("2001:db8:1:3::9"), List.of()));
  }

  @Test
  void thePortThatSomeProxiesWriteIsLeftOut() {
    assertThat(sources(1).of(PEER, List.of("198.51.100.7:49152"))).isEqualTo("198.51.100.7");
    for (String entry : List.of("2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443")) {
      assertThat(sources(1).of(PEER, List.of(entry)))
          .as(entry)
          .isEqualTo(sources(0).of(InetAddress.ofLiteral("2001:db8::1"), List.of()));
    }
  }

  @Test
  void aNeighbourThatAsksForOthersMayBeAProxyNobodyToldUsOf() {
    for (String neighbour : List.of("127.0.0.1", "10.1.2.3", "172.16.0.1", "::1", "fd00::1")) {
      sources(0).of(InetAddress.ofLiteral(neighbour), List.of("198.51.100.7"));
    }
    assertThat(distrusted).hasSize(5).contains("127.0.0.1", "10.1.2.3", "172.16.0.1");
  }

  @Test
  void nobodyElseMayBeOne() {
    sources(0).of(PEER, List.of("198.51.100.7"));
    sources(0).of(InetAddress.ofLiteral("10.1.2.3"), List.of());
    sources(1).of(InetAddress.ofLiteral("10.1.2.3"), List.of("198.51.100.7"));
    assertThat(distrusted).isEmpty();
  }

  private SourceAddress sources(int trustedProxies) {
    return new SourceAddress(trustedProxies, distrusted::add);
  }
}
