package io.portcullis.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class JsonLayoutTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void writesOneObjectPerLine() throws Exception {
    LoggingEvent event = event("cannot reach \"redis\"\nat all {}", "now");
    event.addKeyValuePair(new KeyValuePair("shard", 3));
    String line = new JsonLayout().doLayout(event);
    assertThat(line).endsWith("}\n");
    assertThat(line.strip()).doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("message").asText()).isEqualTo("cannot reach \"redis\"\nat all now");
    assertThat(json.get("level").asText()).isEqualTo("warn");
    assertThat(json.get("shard").asText()).isEqualTo("3");
    assertThat(json.get("time").asText()).isEqualTo("1970-01-01T00:00:01Z");
  }

  private LoggingEvent event(String message, String argument) {
    LoggingEvent event =
        new LoggingEvent(
            "", context.getLogger("a.b"), Level.WARN, message, null, new Object[] {argument});
    event.setInstant(java.time.Instant.ofEpochSecond(1));
    return event;
  }
}
