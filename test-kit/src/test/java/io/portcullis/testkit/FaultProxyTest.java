package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.testkit.FaultProxy.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FaultProxyTest {
  private static final Set<Long> US = Set.of(ProcessHandle.current().pid());
  private static final Set<Long> SOMEBODY_ELSE = Set.of(1L);
  // How long silence is before it is taken for silence; what answers is far quicker.
  private static final int SILENCE_MILLIS = 300;

  private final ServerSocket echo = listen();
  private final FaultProxy proxy = FaultProxy.start(FreePorts.next(), echo.getLocalPort());

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void passesWhatNobodyBreaks() throws IOException {
    try (Socket client = connect()) {
      assertThat(sendAndReceive(client)).isEqualTo('x');
    }
  }

  @Test
  void aHalfOpenConnectionStaysDeadAfterTheFaultAndANewOneDoesNot() throws IOException {
    try (Socket client = connect()) {
      assertThat(sendAndReceive(client)).isEqualTo('x');
      proxy.inject(Mode.SWALLOW, US);
      assertSilent(client);
      proxy.heal();
      assertSilent(client);
    }
    try (Socket client = connect()) {
      assertThat(sendAndReceive(client)).isEqualTo('x');
    }
  }

  @Test
  void resetsOpenAndNewConnections() throws IOException {
    try (Socket client = connect()) {
      assertThat(sendAndReceive(client)).isEqualTo('x');
      proxy.inject(Mode.RESET, US);
      assertThatThrownBy(() -> sendUntilBroken(client)).isInstanceOf(SocketException.class);
    }
    try (Socket client = connect()) {
      assertThatThrownBy(() -> sendUntilBroken(client)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void leavesOtherProcessesAlone() throws IOException {
    try (Socket client = connect()) {
      proxy.inject(Mode.RESET, SOMEBODY_ELSE);
      assertThat(sendAndReceive(client)).isEqualTo('x');
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout(60_000);
    return client;
  }

  private static int sendAndReceive(Socket client) throws IOException {
    client.getOutputStream().write('x');
    return client.getInputStream().read();
  }

  private static void sendUntilBroken(Socket client) throws IOException {
    while (sendAndReceive(client) >= 0) {
      // The reset is on its way.
    }
    client.getOutputStream().write('x');
    client.getOutputStream().write('x');
    throw new SocketException("closed");
  }

  private static void assertSilent(Socket client) throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> sendAndReceive(client)).isInstanceOf(SocketTimeoutException.class);
  }

  private static ServerSocket listen() {
    try {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> echo(server));
      return server;
    } catch (IOException e) {
      throw new FixtureException("cannot listen", e);
    }
  }

  private static void echo(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException gone) {
      // The test is over.
    }
  }
}
