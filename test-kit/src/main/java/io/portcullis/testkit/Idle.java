package io.portcullis.testkit;

import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/** What a test has done with and the next one of this JVM goes on with; ended with the JVM. */
final class Idle<T> {
  private final Deque<T> waiting = new ConcurrentLinkedDeque<>();

  Idle(Consumer<T> end) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> waiting.forEach(end)));
  }

  Optional<T> take() {
    return Optional.ofNullable(waiting.poll());
  }

  void put(T one) {
    waiting.add(one);
  }
}
