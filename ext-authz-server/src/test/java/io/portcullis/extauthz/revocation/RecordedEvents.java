package io.portcullis.extauthz.revocation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what happened. */
class RecordedEvents implements RevocationEvents {
  private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  private final List<String> gaps = new CopyOnWriteArrayList<>();
  private final List<Long> tokenLives = new CopyOnWriteArrayList<>();
  private final List<Long> propagations = new CopyOnWriteArrayList<>();
  private final List<Long> canaries = new CopyOnWriteArrayList<>();
  private final List<SnapshotOutcome> snapshots = new CopyOnWriteArrayList<>();
  private final List<String> connections = new CopyOnWriteArrayList<>();
  private final List<String> disconnections = new CopyOnWriteArrayList<>();

  List<Refusal> refusals() {
    return new ArrayList<>(refusals);
  }

  List<Long> tokenLives() {
    return new ArrayList<>(tokenLives);
  }

  int gaps() {
    return gaps.size();
  }

  List<Long> propagations() {
    return new ArrayList<>(propagations);
  }

  List<Long> canaries() {
    return new ArrayList<>(canaries);
  }

  List<SnapshotOutcome> snapshots() {
    return new ArrayList<>(snapshots);
  }

  List<String> connections() {
    return new ArrayList<>(connections);
  }

  List<String> disconnections() {
    return new ArrayList<>(disconnections);
  }

  @Override
  public void refused(String shard, Refusal reason) {
    refusals.add(reason);
  }

  @Override
  public void gap(String shard) {
    gaps.add(shard);
  }

  @Override
  public void propagated(String shard, long millis) {
    propagations.add(millis);
  }

  @Override
  public void canary(String shard, long millis) {
    canaries.add(millis);
  }

  @Override
  public void snapshot(SnapshotOutcome outcome, String detail) {
    snapshots.add(outcome);
  }

  @Override
  public void tokenLife(long maxTokenLifeMillis) {
    tokenLives.add(maxTokenLifeMillis);
  }

  @Override
  public void connected(String shard) {
    connections.add(shard);
  }

  @Override
  public void disconnected(String shard, String reason) {
    disconnections.add(shard + ": " + reason);
  }
}
