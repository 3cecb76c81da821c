package io.portcullis.quickstart.walk;

import java.io.IOException;

/**
 * One step of the walk.
 *
 * @param name what is done, in a few words; a failing run names it
 * @param action does it, checks the answers, and returns the figure to show
 */
public record Step(String name, Action action) {

  /** What a step does. */
  @FunctionalInterface
  public interface Action {
    /** Acts and checks; returns the figure. */
    String run() throws StepFailed, IOException, InterruptedException;
  }
}
