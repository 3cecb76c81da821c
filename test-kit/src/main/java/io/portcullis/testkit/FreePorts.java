package io.portcullis.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Loopback TCP ports that nobody listens on.
 *
 * <p>Taken at random from 10000 to 19999, below what kernels give to outgoing connections: a port
 * found free by binding to 0 may be some client's source port a moment later. Each port is handed
 * out once per JVM, and its twin 10000 higher, which is handed to nobody, is free as well: there
 * Redis puts its cluster bus.
 */
public final class FreePorts {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 19_999;
  private static final int BUS_OFFSET = 10_000;
  private static final int MAX_TRIES = 10_000;
  private static final RandomGenerator RANDOM = new SecureRandom();
  private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /** One free port. */
  public static int next() {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      int port = RANDOM.nextInt(LOWEST, HIGHEST + 1);
      if (HANDED_OUT.add(port) && isFree(port) && isFree(port + BUS_OFFSET)) {
        return port;
      }
    }
    throw new FixtureException("no free port between " + LOWEST + " and " + HIGHEST);
  }

  /** That many different free ports. */
  public static List<Integer> next(int count) {
    List<Integer> ports = new ArrayList<>(count);
    while (ports.size() < count) {
      ports.add(next());
    }
    return List.copyOf(ports);
  }

  /** Whether somebody could listen on this port of 127.0.0.1 now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
