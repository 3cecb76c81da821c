package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.client.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** When each token's revocation was acknowledged, and every answer Envoy gave; one clock. */
final class History {
  private final Map<String, Long> acknowledgedNanos = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

  /** A call with its begin: the decision was made after that. */
  private record Call(String token, long begunNanos, int status) {}

  void acknowledged(String token) {
    acknowledged(token, System.nanoTime());
  }

  void acknowledged(String token, long nanos) {
    acknowledgedNanos.put(token, nanos);
  }

  void answered(String token, long begunNanos, Answer answer) {
    calls.add(new Call(token, begunNanos, answer.status()));
  }

  int size() {
    return calls.size();
  }

  /** Every yes to a call that began later than the bound after the acknowledgement; in words. */
  List<String> yesBeyond(long boundMillis) {
    return calls.stream()
        .filter(call -> call.status() == 200 && millisAfterAcknowledgement(call) > boundMillis)
        .map(call -> "yes " + millisAfterAcknowledgement(call) + " ms after the acknowledgement")
        .toList();
  }

  /** The longest time after an acknowledgement that a call which got a yes began. */
  long latestYesMillis() {
    return calls.stream()
        .filter(call -> call.status() == 200)
        .mapToLong(this::millisAfterAcknowledgement)
        .filter(millis -> millis >= 0)
        .max()
        .orElse(0);
  }

  private long millisAfterAcknowledgement(Call call) {
    Long acknowledged = acknowledgedNanos.get(call.token());
    return acknowledged == null ? -1 : (call.begunNanos() - acknowledged) / 1_000_000;
  }
}
