package io.portcullis.quickstart.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;

/** Looks whether all ports are free before anything is started. */
public final class PortCheck {
  private PortCheck() {}

  /** One sentence on the first port that is taken; empty if all are free. */
  public static Optional<String> firstTaken(Map<String, Integer> portsByUse) {
    return portsByUse.entrySet().stream()
        .filter(use -> !isFree(use.getValue()))
        .map(use -> sentence(use.getKey(), use.getValue()))
        .findFirst();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers do: a connection in TIME_WAIT from the last run is no obstacle.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static String sentence(String use, int port) {
    return "port %d, which the demo needs for %s, is already taken by %s; nothing was started"
        .formatted(port, use, PortOwner.of(port).orElse("another process"));
  }
}
