package io.portcullis.extauthz.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.request.AuthorizationRequest;
import io.portcullis.kit.telemetry.Counter;
import io.portcullis.kit.telemetry.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions from a thread of its own. A check never waits for it: what finds no room in the
 * queue, or cannot be written, is dropped and counted.
 */
public final class DecisionLog implements AutoCloseable {
  /** Decisions that may wait, at about 1 KB each. */
  static final int MAX_WAITING = 8_192;

  private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);
  private static final int MAX_BATCH = 512;
  private static final long POLL_MILLIS = 100;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final BlockingQueue<DecisionRecord> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final DecisionLine line;
  private final DecisionOutput output;
  private final Sources sources;
  private final Counter dropped;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("decision-log").unstarted(this::run);
  private volatile boolean closed;
  private boolean failing;

  /**
   * What a decision is logged with.
   *
   * @param positions how far each shard of the revocation log has been applied
   */
  public record Sources(InstantSource clock, Supplier<Map<String, String>> positions) {}

  /** Writes lines made by {@code form} to {@code output} once it is started. */
  public DecisionLog(
      DecisionLogForm form, DecisionOutput output, Sources sources, Metrics metrics) {
    this.line = new DecisionLine(new IdHash(form.hashKey()), form.masked());
    this.output = output;
    this.sources = sources;
    this.dropped =
        metrics
            .counter(
                "portcullis_decision_log_dropped_total",
                "Decisions that were not logged: the queue was full, or writing failed.")
            .with();
  }

  /** Begins to write. */
  public void start() {
    thread.start();
  }

  void add(Decision decision, AuthorizationRequest request) {
    DecisionRecord entry =
        DecisionRecord.of(sources.clock.millis(), decision, request, sources.positions.get());
    if (!waiting.offer(entry)) {
      dropped.increment();
    }
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(STOP_LIMIT);
      output.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the decision log could not be closed: {}", e.getMessage());
    }
  }

  private void run() {
    List<DecisionRecord> batch = new ArrayList<>();
    try {
      while (!closed || !waiting.isEmpty()) {
        DecisionRecord first = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, MAX_BATCH - 1);
          write(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<DecisionRecord> batch) {
    StringBuilder lines = new StringBuilder();
    for (DecisionRecord entry : batch) {
      lines.append(line.of(entry));
    }
    try {
      output.write(lines.toString().getBytes(UTF_8));
      failing = false;
    } catch (IOException e) {
      batch.forEach(_ -> dropped.increment());
      if (!failing) {
        LOG.warn("decisions cannot be logged: {}", e.toString());
      }
      failing = true;
    }
  }
}
