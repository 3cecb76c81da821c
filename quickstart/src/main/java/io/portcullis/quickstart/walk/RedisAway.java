package io.portcullis.quickstart.walk;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Edge;
import java.io.IOException;
import java.util.List;

/** All of Redis gone: what goes on, what stops, and when. */
final class RedisAway {
  private static final double BOUND_SECONDS = 10;
  private static final double FRESH_SECONDS = 2;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final Scene scene;
  private final Edge edge;
  private long stoppedNanos;

  RedisAway(Scene scene) {
    this.scene = scene;
    this.edge = scene.callers().edge();
  }

  List<Step> steps() {
    return List.of(
        new Step("pay with everything up", this::payNormally),
        new Step("stop Redis", this::stopRedis),
        new Step("pay with a token older than the bound", this::payTooLate),
        new Step("refresh and pay", this::refreshAndPay),
        new Step("resume Redis", this::resumeRedis));
  }

  private String payNormally() throws StepFailed, IOException, InterruptedException {
    StepFailed.unlessStatus("GET /payments/", 200, call("/payments/"));
    return "200, the state is %s old".formatted(Figures.seconds(age()));
  }

  private String stopRedis() throws StepFailed, IOException, InterruptedException {
    double before = age();
    scene.redis().stop();
    stoppedNanos = System.nanoTime();
    while (age() < before + FRESH_SECONDS) {
      StepFailed.unlessStatus("GET /hello", 200, call("/hello"));
      unlessPatienceIsOver("the age of the state does not grow");
    }
    return "checks go on, the age of the state grew from %s to %s"
        .formatted(Figures.seconds(before), Figures.seconds(age()));
  }

  private String payTooLate() throws StepFailed, IOException, InterruptedException {
    Answer answer = call("/payments/");
    while (answer.status() == 200) {
      StepFailed.unlessStatus("GET /hello", 200, call("/hello"));
      unlessPatienceIsOver("/payments/ still says yes");
      Thread.sleep(50);
      answer = call("/payments/");
    }
    double age = age();
    StepFailed.unlessRefused("GET /payments/", 401, "revocation_state_stale", answer);
    StepFailed.unless(
        age >= BOUND_SECONDS, "refused at an age of only %s".formatted(Figures.seconds(age)));
    StepFailed.unlessStatus("GET /catalog/", 200, call("/catalog/"));
    return "%s at an age of %s, /catalog/ goes on"
        .formatted(answer.summary(), Figures.seconds(age));
  }

  private String refreshAndPay() throws StepFailed, IOException, InterruptedException {
    scene.person().refresh(scene.callers().tokens());
    Answer answer = call("/payments/");
    StepFailed.unlessStatus("GET /payments/ with a refreshed token", 200, answer);
    return "200 at an age of %s".formatted(Figures.seconds(age()));
  }

  private String resumeRedis() throws StepFailed, IOException, InterruptedException {
    double before = age();
    scene.redis().resume();
    long resumedNanos = System.nanoTime();
    stoppedNanos = resumedNanos;
    while (age() > FRESH_SECONDS) {
      unlessPatienceIsOver("the age of the state does not fall");
      Thread.sleep(50);
    }
    return "the age fell from %s to %s within %s"
        .formatted(
            Figures.seconds(before),
            Figures.seconds(age()),
            Figures.seconds((System.nanoTime() - resumedNanos) / 1e9));
  }

  private Answer call(String path) throws IOException, InterruptedException {
    return edge.call(path, scene.person().held().access());
  }

  private double age() throws IOException, InterruptedException {
    return scene.callers().metrics().replicaAgeSeconds();
  }

  private void unlessPatienceIsOver(String sentence) throws StepFailed {
    StepFailed.unless(System.nanoTime() - stoppedNanos < PATIENCE_NANOS, sentence);
  }
}
