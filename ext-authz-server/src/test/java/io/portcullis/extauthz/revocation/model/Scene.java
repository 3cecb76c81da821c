package io.portcullis.extauthz.revocation.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A part of the protocol: where it begins, what may happen, and what must never be. */
public abstract class Scene {
  final Layout layout = new Layout();
  private final List<Step> steps = new ArrayList<>();

  /** What is broken in this state, in words; empty if nothing is. */
  abstract String broken(State state);

  /** Puts the first state's cells that are not 0. */
  abstract void begin(State state);

  final void step(String name, Predicate<State> possible, Consumer<State> change) {
    steps.add(new Step(name, possible, change));
  }

  final List<Step> steps() {
    return steps;
  }

  final State first() {
    State state = layout.zero();
    begin(state);
    return state;
  }

  /** Goes the same way once more, for whoever listens to its steps. */
  public final State replay(int[] way) {
    State state = first();
    for (int step : way) {
      steps.get(step).change().accept(state);
    }
    return state;
  }

  /** The way in words, a line for each step and what was so after it. */
  final String tell(int[] way) {
    State state = first();
    StringBuilder told = new StringBuilder("    at first: " + layout.show(state));
    for (int i = 0; i < way.length; i++) {
      Step step = steps.get(way[i]);
      step.change().accept(state);
      told.append(String.format("%n%3d %s%n      %s", i + 1, step.name(), layout.show(state)));
    }
    return told.append(String.format("%n    broken: %s", broken(state))).toString();
  }
}
