package io.portcullis.quickstart.walk;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the steps in order and says what each showed; stops at the first that fails. */
public final class Walk {
  private final List<Step> steps;
  private final PrintStream out;

  /** The whole main job, told on this stream. */
  public Walk(Scene scene, PrintStream out) {
    this.steps = steps(scene);
    this.out = out;
  }

  /** The steps of the main job, each resting on those before it. */
  public static List<Step> steps(Scene scene) {
    return Stream.of(
            new FirstCalls(scene).steps(),
            new Refusals(scene).steps(),
            new Rotation(scene).steps(),
            new Revocations(scene).steps(),
            new RedisAway(scene).steps())
        .flatMap(List::stream)
        .toList();
  }

  /** Walks; returns the name of the step that failed, or nothing if all passed. */
  public Optional<String> run() throws InterruptedException {
    for (int i = 0; i < steps.size(); i++) {
      if (!passes(i + 1, steps.get(i))) {
        return Optional.of(steps.get(i).name());
      }
    }
    return Optional.empty();
  }

  private boolean passes(int number, Step step) throws InterruptedException {
    try {
      String figure = step.action().run();
      tell(number, step, figure);
      return true;
    } catch (StepFailed failed) {
      tell(number, step, "FAILED: " + failed.getMessage());
    } catch (IOException broken) {
      tell(number, step, "FAILED: " + broken);
    }
    return false;
  }

  private void tell(int number, Step step, String text) {
    out.printf(Locale.ROOT, "  %2d  %-38s %s%n", number, step.name(), text);
    out.flush();
  }
}
