package io.portcullis.token.revocation;

import io.portcullis.proto.revocation.Heartbeat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** One instance's way to Redis that notes whether it beats though it has just seen a young one. */
final class HeedfulPublisher implements RevocationPublisher {
  private static final long YOUNG_MILLIS = 250;

  private final RevocationPublisher real;
  private final String watched;
  private final AtomicLong seenT0 = new AtomicLong();
  private final AtomicLong looks = new AtomicLong();
  private final AtomicLong beats = new AtomicLong();
  private final AtomicLong needless = new AtomicLong();

  HeedfulPublisher(RevocationPublisher real, String watched) {
    this.real = real;
    this.watched = watched;
  }

  long looks() {
    return looks.get();
  }

  long beats() {
    return beats.get();
  }

  /** Beats right after a look that showed one younger than the interval. */
  long needless() {
    return needless.get();
  }

  @Override
  public Optional<Heartbeat> heartbeat(String shard) throws PublisherException {
    Optional<Heartbeat> seen = real.heartbeat(shard);
    if (shard.equals(watched)) {
      looks.incrementAndGet();
      seenT0.set(seen.map(Heartbeat::getT0).orElse(0L));
    }
    return seen;
  }

  @Override
  public void beat(Heartbeat heartbeat) throws PublisherException {
    real.beat(heartbeat);
    if (heartbeat.getShard().equals(watched)) {
      beats.incrementAndGet();
      needless.addAndGet(heartbeat.getT0() - seenT0.get() < YOUNG_MILLIS ? 1 : 0);
    }
  }

  @Override
  public Append append(StoredItem item, long low) throws PublisherException {
    return real.append(item, low);
  }

  @Override
  public StreamState state(String shard) throws PublisherException {
    return real.state(shard);
  }

  @Override
  public void reset(String shard, StreamState seen) throws PublisherException {
    real.reset(shard, seen);
  }

  @Override
  public void trim(String shard, long epoch, long low) throws PublisherException {
    real.trim(shard, epoch, low);
  }
}
