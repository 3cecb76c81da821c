package io.portcullis.kit.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * Fields of a line: {@code time} (RFC 3339, UTC), {@code level}, {@code logger}, {@code thread},
 * {@code message}, then the event's own key-value pairs, and {@code error} with the stack trace.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
  private final JsonFactory json = new JsonFactory();

  @Override
  public String doLayout(ILoggingEvent event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator generator = json.createGenerator(line)) {
      write(event, generator);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return line.append('\n').toString();
  }

  private static void write(ILoggingEvent event, JsonGenerator line) throws IOException {
    line.writeStartObject();
    line.writeStringField("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    line.writeStringField("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    line.writeStringField("logger", event.getLoggerName());
    line.writeStringField("thread", event.getThreadName());
    line.writeStringField("message", event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        line.writeStringField(pair.key, String.valueOf(pair.value));
      }
    }
    if (event.getThrowableProxy() != null) {
      line.writeStringField("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    line.writeEndObject();
  }
}
