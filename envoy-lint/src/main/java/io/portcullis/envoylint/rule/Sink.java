package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.tree.Value;

/** Takes what a rule finds. */
@FunctionalInterface
interface Sink {
  /** Something found at this value; what is missing is found at the message that lacks it. */
  void at(Value value, String found);
}
