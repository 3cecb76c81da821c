package io.portcullis.extauthz.decision;

import java.util.function.Supplier;

/** How far a request could be judged at once. */
public sealed interface Judgement permits Decision, Judgement.Unfinished {
  /**
   * All that is left is a signature, which costs a hundred times what led here: it belongs on a
   * worker, so that the known tokens behind it need not wait.
   *
   * @param finish verifies the signature and decides
   * @param refuse decides when there is no place for that work
   */
  record Unfinished(Supplier<Decision> finish, Supplier<Decision> refuse) implements Judgement {}
}
