package io.portcullis.extauthz.decision;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** How far a request could be judged at once. */
public sealed interface Judgement permits Decision, Judgement.Unfinished {
  /** What is left to do, which decides where it may be done. */
  enum Work {
    /** A signature: it costs a hundred times what led here, all of it on a processor. */
    SIGNATURE,
    /** A question to Redis: it costs next to nothing but a wait. */
    LOOK_UP
  }

  /**
   * What is left belongs on a worker, so that the known tokens behind it need not wait.
   *
   * @param finish does the work and judges on, which may find more work of another kind
   * @param refuse decides when there is no place for that work
   */
  record Unfinished(Work work, Supplier<Judgement> finish, Supplier<Decision> refuse)
      implements Judgement {
    /** The same work, whatever decision it leads to being passed through {@code then}. */
    public Unfinished andThen(UnaryOperator<Decision> then) {
      return new Unfinished(work, () -> passed(finish.get(), then), () -> then.apply(refuse.get()));
    }

    private static Judgement passed(Judgement judgement, UnaryOperator<Decision> then) {
      return switch (judgement) {
        case Decision decision -> then.apply(decision);
        case Unfinished unfinished -> unfinished.andThen(then);
      };
    }
  }
}
