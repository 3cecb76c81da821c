package io.portcullis.extauthz.corpus;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** All that is logged at any level, from the capture to the close. */
public final class LogLines implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  private LogLines() {}

  public static LogLines capture() {
    LogLines captured = new LogLines();
    captured.lines.start();
    captured.root.addAppender(captured.lines);
    captured.root.setLevel(Level.TRACE);
    return captured;
  }

  /** Messages and the messages of exceptions. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (ILoggingEvent line : List.copyOf(lines.list)) {
      text.append(line.getFormattedMessage()).append('\n');
      for (IThrowableProxy e = line.getThrowableProxy(); e != null; e = e.getCause()) {
        text.append(e.getMessage()).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    root.setLevel(before);
    root.detachAppender(lines);
  }
}
