package io.portcullis.extauthz;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/2 without TLS, frame by frame: all frames of a request leave in one write, with the
 * connection's preface and before anything of the other side has been read.
 */
final class Http2Streams implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 30;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final int port;

  Http2Streams(int port) {
    this.port = port;
  }

  /**
   * What came back on the stream.
   *
   * @param status "" if the stream was reset or the connection ended without an answer
   */
  record Reply(String status, String body) {}

  /** Sends these frames on a connection of their own; the last one ends the stream by itself. */
  Reply exchange(Http2StreamFrame... frames) throws Exception {
    Channel connection = connect();
    try {
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      Http2StreamChannel stream =
          new Http2StreamChannelBootstrap(connection)
              .handler(new Collector(reply))
              .open()
              .sync()
              .getNow();
      for (Http2StreamFrame frame : frames) {
        ChannelFuture _ = stream.write(frame); // what Envoy resets meanwhile fails, as it may
      }
      stream.flush();
      return reply.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } finally {
      connection.close().sync();
    }
  }

  /** Header fields, or trailers; {@code pairs} are names and values. Nothing is checked. */
  static Http2StreamFrame headers(boolean end, String... pairs) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return new DefaultHttp2HeadersFrame(headers, end);
  }

  static Http2StreamFrame data(boolean end, String text) {
    return new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), end);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Channel connect() throws InterruptedException {
    return new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        Http2FrameCodecBuilder.forClient().validateHeaders(false).build(),
                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
              }
            })
        .connect(InetAddress.getLoopbackAddress(), port)
        .sync()
        .channel();
  }

  /** Gathers an answer up to its end. */
  private static final class Collector extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Reply> reply;
    private final StringBuilder body = new StringBuilder();
    private String status = "";

    Collector(CompletableFuture<Reply> reply) {
      this.reply = reply;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      switch (message) {
        case Http2HeadersFrame headers when headers.headers().status() != null -> {
          status = headers.headers().status().toString();
        }
        case Http2DataFrame data ->
            body.append(data.content().toString(StandardCharsets.ISO_8859_1));
        default -> {}
      }
      ReferenceCountUtil.release(message);
    }

    /** By the end of the stream, by its reset, or with its connection. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      reply.complete(new Reply(status, body.toString()));
    }
  }
}
