package io.portcullis.extauthz.revocation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The look-ups of one slot. While a few questions are on their way, what comes meanwhile waits for
 * the next one and shares it: under load one question carries many tokens, and its heartbeat is
 * verified once. Who waits has asked before the answer's moment, never after.
 */
final class SlotQueue {
  static final int MAX_FLYING = 4;
  static final int MAX_SHARED = 256;

  private final String shard;
  private final SlotSource source;
  private final List<Waiting> waiting = new ArrayList<>();
  private int flying;

  SlotQueue(String shard, SlotSource source) {
    this.shard = shard;
    this.source = source;
  }

  private record Waiting(List<String> names, CompletableFuture<SlotReading> answer) {}

  /** As {@link SlotSource#read}. */
  CompletableFuture<SlotReading> read(List<String> names) {
    Waiting asking = new Waiting(names, new CompletableFuture<>());
    synchronized (this) {
      waiting.add(asking);
    }
    send();
    return asking.answer();
  }

  private void send() {
    List<Waiting> together = take();
    if (together.isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>();
    together.forEach(one -> names.addAll(one.names()));
    var _ =
        reading(names)
            .whenComplete((reading, failure) -> {
              landed();
              if (reading == null) {
                together.forEach(one -> one.answer().completeExceptionally(failure));
              } else {
                share(together, reading);
              }
              send();
            });
  }

  /** A question that cannot even be sent has failed: it must not take a place for ever. */
  private CompletableFuture<SlotReading> reading(List<String> names) {
    try {
      return source.read(shard, names);
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized List<Waiting> take() {
    if (flying == MAX_FLYING || waiting.isEmpty()) {
      return List.of();
    }
    flying++;
    List<Waiting> front = waiting.subList(0, Math.min(MAX_SHARED, waiting.size()));
    List<Waiting> taken = List.copyOf(front);
    front.clear();
    return taken;
  }

  private synchronized void landed() {
    flying--;
  }

  private static void share(List<Waiting> together, SlotReading reading) {
    int from = 0;
    for (Waiting one : together) {
      int to = from + one.names().size();
      one.answer()
          .complete(
              new SlotReading(
                  reading.heartbeat(), reading.top(), reading.values().subList(from, to)));
      from = to;
    }
  }
}
