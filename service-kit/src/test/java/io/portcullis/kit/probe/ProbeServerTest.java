package io.portcullis.kit.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.lifecycle.StartupException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProbeServerTest {
  private volatile List<String> waitingFor = List.of("keys of https://a", "the revocation log");
  private volatile boolean started;
  private final ProbeServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  ProbeServerTest() throws StartupException {
    server =
        ProbeServer.start(
            HostPort.parse("127.0.0.1:0"), new Probes(() -> true, () -> started, () -> waitingFor));
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void isLiveWhateverElseIsMissing() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhatItWaitsFor() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("keys of https://a\nthe revocation log\n");
    waitingFor = List.of();
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void hasStartedOnceListenersAreBound() throws Exception {
    assertThat(get("/startupz").statusCode()).isEqualTo(503);
    started = true;
    assertThat(get("/startupz").statusCode()).isEqualTo(200);
  }

  @Test
  void knowsNoOtherPath() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/readyz/x").statusCode()).isEqualTo(404);
  }

  @Test
  void saysInOneSentenceThatThePortIsTaken() {
    HostPort taken = new HostPort("127.0.0.1", server.port());
    assertThatThrownBy(
            () -> ProbeServer.start(taken, new Probes(() -> true, () -> true, () -> List.of())))
        .isInstanceOf(StartupException.class)
        .hasMessage(
            "listener.probes: cannot listen on "
                + taken
                + ": the port is in use by another process");
  }

  @Test
  void saysInOneSentenceThatTheAddressIsNotOurs() {
    assertThatThrownBy(() ->
            ProbeServer.start(
                HostPort.parse("192.0.2.1:0"), new Probes(() -> true, () -> true, () -> List.of())))
        .hasMessage(
            "listener.probes: cannot listen on 192.0.2.1:0: this machine has no such address");
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
