package io.portcullis.extauthz;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.portcullis.extauthz.config.GrpcAddress;
import io.portcullis.extauthz.config.GrpcAddress.Tcp;
import io.portcullis.extauthz.config.GrpcAddress.UnixSocket;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.probe.BindFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * grpc-java on Netty, by TCP or a Unix socket. Checks run on the event loops themselves: they are
 * answered from memory, and another executor doubles what a check costs.
 */
final class GrpcListener {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcListener.class);
  // RFC 9113 10.5: what one connection may ask for, for Envoy opens few and keeps them.
  private static final int MAX_CALLS_PER_CONNECTION = 1_000;
  private static final int MAX_METADATA_BYTES = 8 * 1024;
  private static final int MAX_RST_FRAMES = 200;
  private static final int RST_WINDOW_SECONDS = 30;
  private static final long LEAST_KEEP_ALIVE_SECONDS = 10;
  private static final long HANDSHAKE_SECONDS = 5;
  // Calls under way when a connection has grown old; a check takes milliseconds.
  private static final long AGE_GRACE_SECONDS = 10;
  private static final long PREDECESSOR_POLL_MILLIS = 250;
  private static final long PUBLISH_RETRY_MILLIS = 1_000;

  private final Server server;
  private final EventLoopGroup bossLoops;
  private final EventLoopGroup workLoops;
  private final Optional<UnixSocketFile> socketFile;

  private GrpcListener(
      Server server,
      EventLoopGroup bossLoops,
      EventLoopGroup workLoops,
      Optional<UnixSocketFile> socketFile) {
    this.server = server;
    this.bossLoops = bossLoops;
    this.workLoops = workLoops;
    this.socketFile = socketFile;
  }

  /**
   * What to offer.
   *
   * @param tls for TCP; empty for plaintext
   * @param maxMessageBytes a longer message is refused
   * @param connectionAge after about this time, give or take a tenth, a connection is to be opened
   *     anew
   */
  record Terms(Optional<SslContext> tls, int maxMessageBytes, Duration connectionAge) {}

  /**
   * Binds and answers from now on. A Unix socket whose name a living predecessor holds stays
   * unnamed until {@link #takeOver}, or until that one is gone.
   */
  static GrpcListener start(GrpcAddress address, Terms terms, BindableService... services)
      throws StartupException {
    return switch (address) {
      case Tcp tcp -> bind(address, tcp.address().toSocketAddress(), terms, services, null);
      case UnixSocket unix -> {
        requireEpoll();
        UnixSocketFile file = UnixSocketFile.prepare(unix.path(), RandomGenerator.getDefault());
        SocketAddress socket = new DomainSocketAddress(file.temporary().toFile());
        yield bind(address, socket, terms, services, file);
      }
    };
  }

  /** The threads that answer. */
  EventLoopGroup loops() {
    return workLoops;
  }

  /** Lets Envoy's new connections come here, whoever got them before. */
  void takeOver() throws InterruptedException {
    while (!socketFile.map(GrpcListener::publishes).orElse(true)) {
      Thread.sleep(PUBLISH_RETRY_MILLIS);
    }
  }

  /**
   * Takes no new calls (GOAWAY) and waits for those under way.
   *
   * @return whether all ended in time
   */
  boolean stop(Duration timeout) throws InterruptedException {
    // Before the listener closes, which is what a successor that is not ready yet waits for.
    socketFile.ifPresent(UnixSocketFile::removeIfOurs);
    server.shutdown();
    boolean ended = server.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    server.shutdownNow();
    end(bossLoops);
    end(workLoops);
    return ended;
  }

  private static GrpcListener bind(
      GrpcAddress address,
      SocketAddress socket,
      Terms terms,
      BindableService[] services,
      @Nullable UnixSocketFile file)
      throws StartupException {
    EventLoopGroup boss = loops("grpc-accept", 1);
    EventLoopGroup work = loops("grpc", Runtime.getRuntime().availableProcessors());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(socket)
            .channelType(channelType(file != null))
            .bossEventLoopGroup(boss)
            .workerEventLoopGroup(work)
            .directExecutor()
            .maxInboundMessageSize(terms.maxMessageBytes())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RST_FRAMES, RST_WINDOW_SECONDS)
            .permitKeepAliveTime(LEAST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .maxConnectionAge(terms.connectionAge().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(AGE_GRACE_SECONDS, TimeUnit.SECONDS);
    terms.tls().ifPresent(builder::sslContext);
    for (BindableService service : services) {
      builder.addService(service);
    }
    try {
      Server server = builder.build().start();
      if (file != null) {
        offer(file);
      }
      return new GrpcListener(server, boss, work, Optional.ofNullable(file));
    } catch (IOException e) {
      end(boss);
      end(work);
      throw new StartupException(BindFailure.sentence("listener.grpc", address, e), e);
    }
  }

  private static void offer(UnixSocketFile file) throws IOException {
    if (file.isHeld()) {
      LOG.info("another server answers on this socket; it is taken over once this one is ready");
      Thread.ofPlatform().daemon().name("socket-name").start(() -> inherit(file));
    } else {
      file.publish();
    }
  }

  /** Takes the name as soon as nobody holds it: 503 with a reason is better than no answer. */
  private static void inherit(UnixSocketFile file) {
    try {
      while (!file.isSettled() && (file.isHeld() || !publishes(file))) {
        Thread.sleep(PREDECESSOR_POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean publishes(UnixSocketFile file) {
    try {
      file.publish();
      return true;
    } catch (IOException e) {
      LOG.warn("the socket cannot be given its name yet: {}", e.toString());
      return false;
    }
  }

  private static void end(EventLoopGroup loops) {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private static EventLoopGroup loops(String name, int threads) {
    IoHandlerFactory handlers =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handlers);
  }

  private static Class<? extends ServerChannel> channelType(boolean unix) {
    if (unix) {
      return EpollServerDomainSocketChannel.class;
    }
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  private static void requireEpoll() throws StartupException {
    if (!Epoll.isAvailable()) {
      throw new StartupException(
          "listener.grpc: Unix sockets need epoll, which this machine does not have; use TCP",
          Epoll.unavailabilityCause());
    }
  }
}
