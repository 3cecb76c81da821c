package io.portcullis.token.dynamo;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Compares the {@code Date} of each answer of DynamoDB with the time between sending and receiving.
 * The header has whole seconds, so {@code Date} stands for the second that begins there; a slow
 * answer widens the interval and is never mistaken for a wrong clock.
 */
final class DynamoClockGuard implements ClockGuard, ExecutionInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoClockGuard.class);
  private static final ExecutionAttribute<Long> SENT_AT_MILLIS =
      new ExecutionAttribute<>("PortcullisSentAtMillis");
  private static final long DATE_RESOLUTION_MILLIS = 1000;

  private final InstantSource clock;
  private final long clockErrorMillis;
  private volatile boolean trusted;

  DynamoClockGuard(InstantSource clock, Duration clockError) {
    this.clock = clock;
    this.clockErrorMillis = clockError.toMillis();
  }

  @Override
  public boolean trusted() {
    return trusted;
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    attributes.putAttribute(SENT_AT_MILLIS, clock.millis());
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    Long sentAtMillis = attributes.getAttribute(SENT_AT_MILLIS);
    String date = context.httpResponse().firstMatchingHeader("Date").orElse("");
    if (sentAtMillis != null && !date.isEmpty()) {
      judge(sentAtMillis, date, clock.millis());
    }
  }

  private void judge(long sentAtMillis, String date, long receivedAtMillis) {
    try {
      long serverMillis =
          Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)).toEpochMilli();
      note(agrees(sentAtMillis, serverMillis, receivedAtMillis), date);
    } catch (DateTimeException e) {
      note(false, date);
    }
  }

  private boolean agrees(long sentAtMillis, long serverMillis, long receivedAtMillis) {
    return sentAtMillis - (serverMillis + DATE_RESOLUTION_MILLIS) <= clockErrorMillis
        && serverMillis - receivedAtMillis <= clockErrorMillis;
  }

  private void note(boolean agrees, String date) {
    if (trusted && !agrees) {
      LOG.error(
          "this clock is more than {} ms off DynamoDB's, which says {}; nothing is minted, revoked"
              + " or proved fresh until they agree",
          clockErrorMillis,
          date);
    }
    trusted = agrees;
  }
}
