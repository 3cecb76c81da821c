package io.portcullis.quickstart.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PortCheckTest {
  @Test
  void namesTheTakenPortItsUseAndItsProcess() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(PortCheck.firstTaken(Map.of("Envoy", taken.getLocalPort())))
          .hasValueSatisfying(sentence ->
              assertThat(sentence)
                  .contains("port " + taken.getLocalPort())
                  .contains("needs for Envoy")
                  .contains("java (pid " + ProcessHandle.current().pid() + ")")
                  .doesNotContain("\n"));
    }
  }

  @Test
  void findsNothingWhereAllPortsAreFree() throws Exception {
    assertThat(PortCheck.firstTaken(Ports.free().byUse())).isEmpty();
  }

  @Test
  void looksAtEveryPortOfTheDemoAndAtRedisBuses() {
    assertThat(Ports.demo().byUse().values())
        .contains(8080, 8081, 8082, 8083, 8000, 9191, 9080, 9090, 9081, 9091, 9901)
        .contains(7000, 7005, 17000, 17005)
        .doesNotHaveDuplicates();
  }
}
