package io.portcullis.extauthz.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** An address that hostile tokens name. Nobody may connect to it. */
public final class Trap implements AutoCloseable {
  private final ServerSocketChannel channel;

  private Trap(ServerSocketChannel channel) {
    this.channel = channel;
  }

  /** Listens on loopback. */
  public static Trap set() {
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
      return new Trap(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String uri() {
    return "http://127.0.0.1:" + channel.socket().getLocalPort() + "/jwks.json";
  }

  /** Whether somebody has connected. */
  public boolean wasSprung() throws IOException {
    try (SocketChannel caught = channel.accept()) {
      return caught != null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
