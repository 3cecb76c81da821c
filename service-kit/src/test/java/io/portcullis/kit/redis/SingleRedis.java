package io.portcullis.kit.redis;

import io.portcullis.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** One Redis server without cluster mode, for as long as a test needs it. */
record SingleRedis(Process process, URI uri) implements AutoCloseable {
  static SingleRedis start() throws IOException, InterruptedException {
    int port = FreePorts.next();
    Process process =
        new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitListening(port);
    return new SingleRedis(process, URI.create("redis://127.0.0.1:" + port));
  }

  private static void awaitListening(int port) throws IOException, InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        return;
      } catch (IOException e) {
        if (attempt == 100) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
