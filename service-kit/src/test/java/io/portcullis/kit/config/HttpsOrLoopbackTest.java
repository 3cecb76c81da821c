package io.portcullis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpsOrLoopbackTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://auth.example.com/jwks",
        "HTTPS://AUTH.EXAMPLE.COM/",
        "http://127.0.0.1:8081/jwks",
        "http://127.9.9.9/jwks",
        "http://localhost:1/",
        "http://LOCALHOST/",
        "http://[::1]:8081/"
      })
  void allowsHttpsAndLoopback(String uri) {
    assertThat(HttpsOrLoopback.allows(URI.create(uri), false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://auth.example.com/",
        "http://127.0.0.1.example.com/",
        "http://127.1/",
        "http://localhost.example.com/",
        "http://127.0.0.1@auth.example.com/",
        "http://[::ffff:127.0.0.1]/"
      })
  void letsPlainHttpLeaveThisMachineOnlyOnRequest(String uri) {
    assertThat(HttpsOrLoopback.allows(URI.create(uri), false)).isFalse();
    assertThat(HttpsOrLoopback.allows(URI.create(uri), true))
        .isEqualTo(URI.create(uri).getHost() != null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https:///no-host",
        "https:opaque",
        "/relative",
        "//localhost/",
        ""
      })
  void neverAllowsAnythingElse(String uri) {
    assertThat(HttpsOrLoopback.allows(URI.create(uri), true)).isFalse();
  }
}
