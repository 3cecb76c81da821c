package io.portcullis.token.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderAddressesTest {
  private static final String ISSUER = "https://login.example";

  @ParameterizedTest
  @CsvSource({
    // issuer, what its metadata name, what that resolves to, called
    "https://login.example, https://login.example/token, 203.0.113.7, true",
    "https://login.example, https://other.example/token, 203.0.113.7, true",
    "https://login.example, https://other.example/token, 2001:db8::7, true",
    "https://login.example, http://login.example/token, 203.0.113.7, false",
    "https://login.example, http://127.0.0.1/token, 127.0.0.1, false",
    "https://login.example, http://localhost/token, 127.0.0.1, false",
    "https://login.example, https://127.0.0.1/token, 127.0.0.1, false",
    "https://login.example, https://[::1]/token, ::1, false",
    "https://login.example, https://other.example/token, 127.0.0.53, false",
    "https://login.example, https://login.example/token, 127.0.0.1, false",
    "https://login.example, https://login.example/token, ::1, false",
    "https://login.example, https://other.example/token, ::ffff:127.0.0.1, false",
    "https://login.example, https://other.example/token, 169.254.169.254, false",
    "https://login.example, https://other.example/token, fe80::1, false",
    "https://login.example, https://other.example/token, 0.0.0.0, false",
    "https://login.example, https://other.example/token, 10.1.2.3, false",
    "https://login.example, https://other.example/token, 172.31.0.1, false",
    "https://login.example, https://other.example/token, 192.168.1.1, false",
    "https://login.example, https://other.example/token, 100.64.0.1, false",
    "https://login.example, https://other.example/token, fd00::1, false",
    "https://login.example, https://LOGIN.example:8443/token, 10.1.2.3, true",
    "https://login.example, javascript:alert(1), 203.0.113.7, false",
    "https://login.example, https:token, 203.0.113.7, false",
    "http://127.0.0.1:8080, http://127.0.0.1:8081/token, 127.0.0.1, true",
    "http://localhost:8080, https://other.example/token, 10.1.2.3, true",
    "http://localhost:8080, http://other.example/token, 203.0.113.7, false",
    "https://localhost.example, http://localhost/token, 127.0.0.1, false",
  })
  void aProviderNamesOnlyWhereItMaySendUs(
      String issuer, String named, String resolved, boolean called) throws IOException {
    ProviderAddresses addresses =
        new ProviderAddresses(
            URI.create(issuer), _ -> new InetAddress[] {InetAddress.ofLiteral(resolved)});

    if (called) {
      addresses.judge(URI.create(named));
    } else {
      assertThatThrownBy(() -> addresses.judge(URI.create(named))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void oneBadAddressAmongOthersIsEnough() {
    ProviderAddresses addresses =
        new ProviderAddresses(
            URI.create(ISSUER),
            _ ->
                new InetAddress[] {
                  InetAddress.ofLiteral("203.0.113.7"), InetAddress.ofLiteral("127.0.0.1")
                });

    assertThatThrownBy(() -> addresses.judge(URI.create("https://other.example/token")))
        .hasMessage("names a host that is not public");
  }

  @Test
  void nobodyOnThisMachineIsCalledForAProviderElsewhere() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      URI metadata = URI.create(address + "/.well-known/openid-configuration");
      ProviderHttp elsewhere = new ProviderHttp(URI.create(ISSUER), Duration.ofSeconds(5));
      ProviderHttp here = new ProviderHttp(URI.create(address), Duration.ofSeconds(5));

      assertThatThrownBy(() -> elsewhere.retrieveResource(metadata.toURL()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not https");
      assertThatThrownBy(() -> elsewhere.retrieveResource(URI.create("https://localhost").toURL()))
          .hasMessage("names a host that is not public");
      assertThat(calls).hasValue(0);
      assertThat(here.retrieveResource(metadata.toURL()).getContent()).isEmpty();
      assertThat(calls).hasValue(1);
    } finally {
      server.stop(0);
    }
  }
}
