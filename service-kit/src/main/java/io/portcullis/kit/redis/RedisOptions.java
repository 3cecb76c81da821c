package io.portcullis.kit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lettuce's settings, each pinned: several defaults wait for ever or without bound. */
final class RedisOptions {
  /** Every command fails after this; a blocking read must ask for less. */
  static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration KEEP_ALIVE_IDLE = Duration.ofSeconds(5);
  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(2);
  private static final int KEEP_ALIVE_COUNT = 3;
  private static final int REQUEST_QUEUE = 1024;
  private static final int REDIS_PORT = 6379;

  private RedisOptions() {}

  /** For connections to one node: they do not reconnect, their owner asks anew where to go. */
  static ClientOptions single(boolean autoReconnect, @Nullable Path caFile) {
    return fill(ClientOptions.builder(), caFile).autoReconnect(autoReconnect).build();
  }

  static ClusterClientOptions cluster(@Nullable Path caFile) {
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
    fill(builder, caFile);
    // All adaptive triggers are on by default, but time-outs are none of them (redis/lettuce#1976):
    // hence the periodic refresh. Five reconnect attempts pass within some 32 ms (#672).
    return builder
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(Duration.ofSeconds(5))
                .adaptiveRefreshTriggersTimeout(Duration.ofMillis(500))
                .refreshTriggersReconnectAttempts(8)
                .build())
        .build();
  }

  static ClientResources resources() {
    return ClientResources.builder()
        .reconnectDelay(
            Delay.fullJitter(
                Duration.ofMillis(20), Duration.ofSeconds(2), 20, TimeUnit.MILLISECONDS))
        .nettyCustomizer(
            new NettyCustomizer() {
              @Override
              public void afterChannelInitialized(Channel channel) {
                channel.pipeline().addFirst(new SilenceGuard(System::nanoTime));
              }
            })
        .build();
  }

  static RedisURI uri(URI node, RedisSettings settings) {
    return uri(
        node.getHost(),
        node.getPort() < 0 ? REDIS_PORT : node.getPort(),
        "rediss".equals(node.getScheme()),
        settings);
  }

  static RedisURI uri(String host, int port, boolean tls, RedisSettings settings) {
    RedisURI.Builder builder =
        RedisURI.builder()
            .withHost(host)
            .withPort(port)
            .withSsl(tls)
            .withTimeout(COMMAND_TIMEOUT)
            .withClientName("portcullis");
    if (!settings.username().isEmpty()) {
      builder.withAuthentication(settings.username(), settings.password().reveal().toCharArray());
    } else if (!settings.password().isEmpty()) {
      builder.withPassword(settings.password().reveal().toCharArray());
    }
    return builder.build();
  }

  private static ClientOptions.Builder fill(ClientOptions.Builder builder, @Nullable Path caFile) {
    if (caFile != null) {
      builder.sslOptions(
          SslOptions.builder().jdkSslProvider().trustManager(caFile.toFile()).build());
    }
    return builder
        .socketOptions(sockets())
        .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
        .requestQueueSize(REQUEST_QUEUE)
        // A queue replayed after an outage is a second outage.
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .maintNotificationsConfig(MaintNotificationsConfig.disabled());
  }

  private static SocketOptions sockets() {
    return SocketOptions.builder()
        .connectTimeout(CONNECT_TIMEOUT)
        .keepAlive(
            KeepAliveOptions.builder()
                .enable()
                .idle(KEEP_ALIVE_IDLE)
                .interval(KEEP_ALIVE_INTERVAL)
                .count(KEEP_ALIVE_COUNT)
                .build())
        // Keep-alive does not cover writes in flight (redis/lettuce#2082).
        .tcpUserTimeout(
            TcpUserTimeoutOptions.builder()
                .enable()
                .tcpUserTimeout(
                    KEEP_ALIVE_IDLE.plus(KEEP_ALIVE_INTERVAL.multipliedBy(KEEP_ALIVE_COUNT)))
                .build())
        .build();
  }
}
