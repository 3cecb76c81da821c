package io.portcullis.kit.redis;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which something was asked and nothing comes back: half-open, or of a
 * server that hangs. Commands on it time out, but nothing else would ever end it where something on
 * the way acknowledges what is sent; closed, it is made anew.
 */
final class SilenceGuard extends ChannelDuplexHandler {
  /** Longer than any command may take. */
  static final Duration LIMIT = Duration.ofSeconds(3);

  private static final long NOTHING_ASKED = 0;

  private final LongSupplier nanoTime;
  private long askedAt = NOTHING_ASKED;

  SilenceGuard(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (askedAt == NOTHING_ASKED) {
      askedAt = Math.max(1, nanoTime.getAsLong());
      lookAgainAfter(context, LIMIT.toNanos());
    }
    super.write(context, message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, @Nullable Object message)
      throws Exception {
    askedAt = NOTHING_ASKED;
    super.channelRead(context, message);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the loop
  private void lookAgainAfter(ChannelHandlerContext context, long nanos) {
    context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whoever waits for an answer learns it
  private void look(ChannelHandlerContext context) {
    if (askedAt != NOTHING_ASKED && context.channel().isActive()) {
      long silentNanos = nanoTime.getAsLong() - askedAt;
      if (silentNanos >= LIMIT.toNanos()) {
        context.close();
      } else {
        lookAgainAfter(context, LIMIT.toNanos() - silentNanos);
      }
    }
  }
}
