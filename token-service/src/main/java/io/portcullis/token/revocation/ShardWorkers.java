package io.portcullis.token.revocation;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** One worker per shard, each on a thread of its own; more of them once the log has more shards. */
final class ShardWorkers<W extends Runnable> implements AutoCloseable {
  private final String name;
  private final Function<String, W> maker;
  private final Map<String, W> workers = new ConcurrentHashMap<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * @param maker makes the worker of a shard
   */
  ShardWorkers(String name, Function<String, W> maker) {
    this.name = name;
    this.maker = maker;
  }

  /** Starts those that are missing. */
  void follow(LogLayout layout) {
    layout.shardNames().forEach(this::of);
  }

  /** The worker of a shard, started if it is new. */
  W of(String shard) {
    return workers.computeIfAbsent(shard, this::start);
  }

  Collection<W> all() {
    return workers.values();
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }

  private W start(String shard) {
    W worker = maker.apply(shard);
    Thread thread = Thread.ofVirtual().name(name + "-" + shard).unstarted(worker);
    threads.add(thread);
    thread.start();
    if (closed) {
      thread.interrupt();
    }
    return worker;
  }
}
