package io.portcullis.extauthz.revocation.model;

import java.util.List;

/**
 * Finds every state of a scene, breadth first, so that a counterexample is one of the shortest.
 * Nothing is drawn by lot: the same scene is always searched in the same order.
 */
public final class Search {
  private final Scene scene;
  private final FingerprintSet seen = new FingerprintSet();
  private final Ways ways = new Ways();
  private final OpenStates open;

  private Search(Scene scene) {
    this.scene = scene;
    this.open = new OpenStates(scene.first().words.length);
  }

  /** Told of every state once. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Looks at one state.
     *
     * @param way lets {@link Scene#replay} come here
     */
    void visit(State state, Way way);
  }

  /** How a state was reached, worked out only when asked for. */
  @FunctionalInterface
  public interface Way {
    int[] steps();
  }

  /**
   * What the search found.
   *
   * @param depth steps to the farthest state
   * @param hole the counterexample in words, empty if there is none
   */
  public record Result(int states, int depth, String hole) {}

  public static Result of(Scene scene) {
    return of(scene, (state, way) -> {});
  }

  public static Result of(Scene scene, Visitor visitor) {
    return new Search(scene).run(visitor);
  }

  private Result run(Visitor visitor) {
    State state = scene.first();
    State next = scene.first();
    List<Step> steps = scene.steps();
    found(state, 0, 0);
    int depth = 0;
    int lastOfDepth = 0;
    for (int number = 0; !open.isEmpty(); number++) {
      if (number > lastOfDepth) {
        depth++;
        lastOfDepth = seen.size() - 1;
      }
      open.removeInto(state);
      int here = number;
      visitor.visit(state, () -> ways.to(here));
      if (!scene.broken(state).isEmpty()) {
        return new Result(seen.size(), depth, scene.tell(ways.to(number)));
      }
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i).possible().test(state)) {
          next.copyFrom(state);
          steps.get(i).change().accept(next);
          found(next, number, i);
        }
      }
    }
    return new Result(seen.size(), depth, "");
  }

  private void found(State state, int from, int step) {
    if (seen.add(state.fingerprint())) {
      ways.add(from, step);
      open.add(state);
    }
  }
}
