package io.portcullis.quickstart.walk;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Edge;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Logging in, calling the API, and who the API sees. */
final class FirstCalls {
  private static final int REPEATS = 200;

  private final Scene scene;
  private final Edge edge;

  FirstCalls(Scene scene) {
    this.scene = scene;
    this.edge = scene.callers().edge();
  }

  List<Step> steps() {
    return List.of(
        new Step("log in", this::logIn),
        new Step("call the API through Envoy", this::callTheApi),
        new Step("call it again, " + REPEATS + " times", this::callOften),
        new Step("forge identity headers", this::forgeIdentity));
  }

  private String logIn() throws StepFailed, IOException, InterruptedException {
    Answer answer = scene.person().logIn(scene.callers().tokens());
    StepFailed.unless(
        answer.text("session_id").equals(scene.person().held().session()),
        "session_id of the answer is not the token's sid");
    return "200 in " + Figures.millis(answer.elapsedMillis());
  }

  private String callTheApi() throws StepFailed, IOException, InterruptedException {
    Answer answer = edge.call("/hello", scene.person().held().access());
    StepFailed.unlessStatus("GET /hello", 200, answer);
    unlessSeenAsThePerson(answer);
    return "200 in %s, the API saw x-user-id: %s"
        .formatted(Figures.millis(answer.elapsedMillis()), answer.echoed("x-user-id"));
  }

  private String callOften() throws StepFailed, IOException, InterruptedException {
    double[] millis = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      Answer answer = edge.call("/hello", scene.person().held().access());
      StepFailed.unlessStatus("GET /hello", 200, answer);
      millis[i] = answer.elapsedMillis();
    }
    Arrays.sort(millis);
    return "median %s, client and API included".formatted(Figures.millis(millis[REPEATS / 2]));
  }

  private String forgeIdentity() throws StepFailed, IOException, InterruptedException {
    Map<String, String> forged =
        Map.of("X-User-Id", "victim", "x-tenant-id", "victim", "x-auth-role", "root");
    Answer answer = edge.call("/hello", scene.person().held().access(), forged);
    StepFailed.unlessStatus("GET /hello", 200, answer);
    unlessSeenAsThePerson(answer);
    StepFailed.unless(
        answer.echoedCount("x-auth-role") == 0, "a forged x-auth-role reached the API");
    StepFailed.unless(
        !answer.echoed("x-tenant-id").contains("victim"), "a forged x-tenant-id reached the API");
    return "none arrived, the API saw x-user-id: " + answer.echoed("x-user-id");
  }

  private void unlessSeenAsThePerson(Answer answer) throws StepFailed {
    String subject = scene.person().held().subject();
    StepFailed.unless(
        answer.echoed("x-user-id").equals(subject),
        "the API saw x-user-id '%s', not '%s'".formatted(answer.echoed("x-user-id"), subject));
  }
}
