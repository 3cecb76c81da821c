package io.portcullis.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback that does to some clients, known by their process, what networks do. A
 * fault meets the connections that are open and those that come while it lasts.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int BACKLOG = 1_024;
  private static final int SLOW_MILLIS = 150;

  /** What happens to a victim's connection. */
  public enum Mode {
    /** Nothing. */
    PASS,
    /**
     * Half-open: all that is sent is swallowed, in both directions, for ever, though nobody closes
     * anything. Only a connection that is opened after the fault gets through.
     */
    SWALLOW,
    /** Reset, as soon as it is open. */
    RESET,
    /** Each chunk comes {@value FaultProxy#SLOW_MILLIS} ms late. */
    SLOW
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong opened = new AtomicLong();
  private volatile Rule rule = new Rule(Mode.PASS, Set.of());

  private record Rule(Mode mode, Set<Long> victims) {}

  private FaultProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Listens on one port of 127.0.0.1 and connects to another. */
  public static FaultProxy start(int port, int target) {
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      FaultProxy proxy = new FaultProxy(server, target);
      Thread.ofVirtual().name("proxy-" + port).start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy cannot listen on port " + port, e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How many connections have been opened so far. */
  public long opened() {
    return opened.get();
  }

  /** From now on these processes' connections suffer this; everybody else's do not. */
  public void inject(Mode mode, Set<Long> victims) {
    Rule next = new Rule(mode, Set.copyOf(victims));
    rule = next;
    links.forEach(link -> link.suffer(next));
  }

  /** New connections are good again. */
  public void heal() {
    inject(Mode.PASS, Set.of());
  }

  @Override
  public void close() {
    closeQuietly(server);
    links.forEach(Link::end);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Link link = new Link(server.accept());
        opened.incrementAndGet();
        links.add(link);
        Thread.ofVirtual().start(link::open);
      } catch (IOException closed) {
        // Accepting goes on unless it was us who closed it.
      }
    }
  }

  /** One client's connection and the one behind it. */
  private final class Link {
    private final Socket client;
    private @Nullable Socket behind;
    private volatile boolean swallowed;
    private volatile boolean slow;

    private Link(Socket client) {
      this.client = client;
    }

    private void open() {
      suffer(rule);
      try {
        client.setTcpNoDelay(true);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), target);
        socket.setTcpNoDelay(true);
        behind = socket;
        Thread.ofVirtual().start(() -> pump(socket, client));
        pump(client, socket);
      } catch (IOException refused) {
        end();
      }
    }

    /**
     * Whose it is is asked once for each rule: to look it up takes longer than to pass bytes on.
     */
    private void suffer(Rule current) {
      boolean victim =
          current.mode() != Mode.PASS
              && SocketOwner.isOneOf(current.victims(), client.getPort(), port());
      Mode mode = victim ? current.mode() : Mode.PASS;
      slow = mode == Mode.SLOW;
      switch (mode) {
        case SWALLOW -> swallowed = true;
        case RESET -> reset();
        case PASS, SLOW -> {}
      }
    }

    private void pump(Socket from, Socket to) {
      byte[] chunk = new byte[CHUNK_BYTES];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
          if (slow) {
            Pause.millis(SLOW_MILLIS);
          }
          if (!swallowed) {
            out.write(chunk, 0, size);
          }
        }
        if (swallowed && !from.equals(client)) {
          // The client must not learn of it.
          return;
        }
      } catch (IOException broken) {
        // Either end has gone.
      }
      end();
    }

    private void reset() {
      try {
        client.setSoLinger(true, 0);
      } catch (IOException gone) {
        // It is closed already.
      }
      end();
    }

    private void end() {
      links.remove(this);
      closeQuietly(client);
      Socket open = behind;
      if (open != null) {
        closeQuietly(open);
      }
    }
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception gone) {
      // There is nothing left to close.
    }
  }
}
