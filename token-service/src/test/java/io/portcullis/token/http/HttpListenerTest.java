package io.portcullis.token.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.lifecycle.StartupException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HttpListenerTest {
  @Test
  void saysInASentenceThatThePortIsInUse() throws Exception {
    HttpLimits limits =
        new HttpLimits(4096, 4096, Duration.ofSeconds(1), 8, 0, Duration.ofSeconds(1));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostPort address = new HostPort("127.0.0.1", taken.getLocalPort());

      assertThatThrownBy(() ->
              HttpListener.start(
                  "listener.public",
                  address,
                  Transport.plain(),
                  new Routes(),
                  limits,
                  new SecureRandom()))
          .isInstanceOf(StartupException.class)
          .hasMessage(
              "listener.public: cannot listen on "
                  + address
                  + ": the port is in use by another process");
    }
  }
}
