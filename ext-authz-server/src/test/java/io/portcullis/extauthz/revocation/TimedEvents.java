package io.portcullis.extauthz.revocation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what happened, and when a shard began to be read. */
final class TimedEvents extends RecordedEvents {
  private final List<Long> connectedAtNanos = new CopyOnWriteArrayList<>();

  List<Long> connectedAtNanos() {
    return List.copyOf(connectedAtNanos);
  }

  @Override
  public void connected(String shard) {
    connectedAtNanos.add(System.nanoTime());
    super.connected(shard);
  }
}
