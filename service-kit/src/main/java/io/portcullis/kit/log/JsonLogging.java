package io.portcullis.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * One JSON object per line on standard output. Logback finds this class by itself, so that no line
 * of another form escapes before {@code main} runs.
 */
public final class JsonLogging extends ContextAwareBase implements Configurator {
  /** Sends {@code java.util.logging}, which gRPC uses, to the same place. */
  public static void bridgeJavaUtilLogging() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    JsonLayout layout = new JsonLayout();
    layout.setContext(context);
    layout.start();

    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();

    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setEncoder(encoder);
    console.start();

    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console);
    // They warn of each lost connection on their own; the rooms say so once and in our words.
    context.getLogger("io.lettuce").setLevel(Level.ERROR);
    context.getLogger("io.netty").setLevel(Level.WARN);
    // One line per connection, that a Unix socket has no SO_KEEPALIVE, which gRPC sets on every
    // one.
    context.getLogger("io.netty.bootstrap").setLevel(Level.ERROR);
    // A stack trace for each call that its caller gave up: a busy moment would drown in them.
    context.getLogger("io.grpc.netty").setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
