package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.faults.History.Age;
import io.portcullis.quickstart.faults.History.Check;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Mints, logs in, revokes and checks without a pause, and writes all of it down. A revocation that
 * is not acknowledged is asked for again.
 */
final class Load implements AutoCloseable {
  private static final String[] TYPES = {"token", "user", "session", "tenant", "user", "client"};
  private static final int REVOKERS_EACH = 2;
  private static final int CHECKERS_EACH = 2;
  private static final int LASTING = 20;
  private static final int WAITING = 8;
  private static final int RECENT = 16;
  // Of each server: revocations that a token service took, checks that a checker answered well.
  private static final int PROGRESS = 8;
  private static final int KEY_EACH = 16;
  private static final long REVOKE_PAUSE_MILLIS = 150;
  private static final long CHECK_PAUSE_MILLIS = 25;
  private static final long AGE_PAUSE_MILLIS = 200;
  private static final long NANOS_PER_MILLI = 1_000_000;
  // With nothing broken a revocation is everywhere within milliseconds. A machine that stands still
  // for a moment takes longer; this is not normal on any.
  private static final long SLOW_NANOS = 1_000 * NANOS_PER_MILLI;
  private static final long NORMAL_NANOS = 1_200 * NANOS_PER_MILLI;

  private final FaultSystem system;
  private final List<CheckNode> nodes;
  private final History history = new History();
  private final AtomicInteger numbers = new AtomicInteger();
  private final List<Held> lasting = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Held> waiting = new ConcurrentLinkedQueue<>();
  private final List<Held> revoked = new CopyOnWriteArrayList<>();
  private volatile Trouble lastTrouble = new Trouble(System.nanoTime(), "not begun");
  private final Map<ServerNode, AtomicInteger> progress = new ConcurrentHashMap<>();
  private final List<Future<?>> running = new ArrayList<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final OwnSessions own;
  private volatile boolean over;

  /** A token with its number; {@code foreign} if only the log can prove it. */
  record Held(int number, String text, boolean foreign, String type, String id) {}

  private record Trouble(long nanos, String what) {}

  /** Whose ids a revocation names. */
  enum Issuer {
    OURS,
    FOREIGN
  }

  private Load(FaultSystem system, List<CheckNode> nodes, long seed) {
    this.system = system;
    this.nodes = nodes;
    this.own = new OwnSessions(system, this, new Random(seed));
  }

  /** Starts at these checkers. */
  static Load start(FaultSystem system, List<CheckNode> nodes, long seed) {
    Load load = new Load(system, nodes, seed);
    for (int i = 0; i < LASTING; i++) {
      load.lasting.add(load.held(system.foreign().mint("nobody"), "nobody"));
    }
    for (TokenNode node : system.tokens()) {
      load.progress.put(node.server(), new AtomicInteger());
      for (int i = 0; i < REVOKERS_EACH; i++) {
        load.run(() -> load.revokeOn(node));
      }
    }
    for (CheckNode node : nodes) {
      for (int i = 0; i < CHECKERS_EACH; i++) {
        Random random = new Random(seed + load.running.size());
        load.run(() -> load.checkOn(node, random));
      }
      load.progress.put(node.server(), new AtomicInteger());
      load.run(() -> load.readAges(node));
    }
    load.run(load.own::run);
    return load;
  }

  History history() {
    return history;
  }

  OwnSessions own() {
    return own;
  }

  boolean isOver() {
    return over;
  }

  int nextNumber() {
    return numbers.incrementAndGet();
  }

  /**
   * Waits until everything has been normal for a while: good tokens allowed, revocations taken by
   * every token service and enforced by every checker at once.
   *
   * @return when it became so
   */
  long awaitNormal(long patienceMillis) throws InterruptedException {
    long deadline = System.nanoTime() + patienceMillis * NANOS_PER_MILLI;
    progress.values().forEach(done -> done.set(0));
    while (!isNormal()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "not normal again within " + patienceMillis + " ms: " + lastTrouble.what());
      }
      Thread.sleep(20);
    }
    return lastTrouble.nanos();
  }

  private boolean isNormal() {
    return System.nanoTime() - lastTrouble.nanos() > NORMAL_NANOS
        && progress.values().stream().allMatch(done -> done.get() >= PROGRESS);
  }

  /** Ends the load, and then asks every server for every revoked token once more. */
  void finish() throws InterruptedException {
    close();
    try (ExecutorService sweepers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (CheckNode node : nodes) {
        for (Bound bound : FaultFiles.BOUNDS) {
          Future<?> _ = sweepers.submit(() -> revoked.forEach(held -> check(node, bound, held)));
        }
      }
    }
  }

  @Override
  public void close() {
    over = true;
    for (Future<?> future : running) {
      try {
        future.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException e) {
        throw new IllegalStateException("the load broke", e.getCause());
      }
    }
    executor.close();
  }

  /** Something that does not happen when nothing is broken. */
  void trouble(String what) {
    lastTrouble = new Trouble(System.nanoTime(), what);
  }

  void good(Held held) {
    lasting.add(held);
  }

  /** Nobody can tell any more whether these are good. */
  void retire(List<Held> tokens) {
    lasting.removeAll(tokens);
    history.requested(tokens.stream().map(Held::number).toList(), System.nanoTime());
  }

  /** Ends all access tokens of our own issuer by this command, which revokes its signing keys. */
  void ownKeysAreRevoked(Runnable command) {
    List<Held> own = lasting.stream().filter(held -> !held.foreign()).toList();
    retire(own);
    command.run();
    List<Integer> tokens = own.stream().map(Held::number).toList();
    history.acknowledged(tokens, History.OWN_KEY, System.nanoTime());
    revoked.addAll(own);
  }

  /** Revokes until it is acknowledged or the load ends. */
  void revoke(TokenNode node, Issuer issuer, String type, String id, List<Held> covered)
      throws InterruptedException {
    List<Integer> tokens = covered.stream().map(Held::number).toList();
    lasting.removeAll(covered);
    history.requested(tokens, System.nanoTime());
    while (!over) {
      if (isAcknowledged(node, issuer, type, id)) {
        history.acknowledged(tokens, type, System.nanoTime());
        revoked.addAll(covered);
        progressOf(node.server());
        return;
      }
      trouble(node.server().name() + " refused a revocation");
      Thread.sleep(REVOKE_PAUSE_MILLIS);
    }
  }

  private void progressOf(ServerNode server) {
    AtomicInteger done = progress.get(server);
    if (done != null) {
      done.incrementAndGet();
    }
  }

  private static boolean isAcknowledged(TokenNode node, Issuer issuer, String type, String id)
      throws InterruptedException {
    try {
      Answer answer =
          switch (issuer) {
            case OURS -> node.admin().revoke(type, id);
            case FOREIGN -> node.admin().revoke(type, id, ForeignIssuer.NAME);
          };
      return answer.status() == 200;
    } catch (IOException unreachable) {
      return false;
    }
  }

  private void revokeOn(TokenNode node) throws InterruptedException {
    for (int i = 0; !over; i++) {
      waiting.add(i % KEY_EACH == KEY_EACH - 1 ? mintForKey() : mintFor(TYPES[i % TYPES.length]));
      if (waiting.size() > WAITING) {
        Held oldest = waiting.poll();
        if (oldest != null) {
          revoke(node, Issuer.FOREIGN, oldest.type(), oldest.id(), List.of(oldest));
        }
      }
      Thread.sleep(REVOKE_PAUSE_MILLIS);
    }
  }

  private Held mintFor(String type) {
    return held(system.foreign().mint(type), type);
  }

  private Held mintForKey() {
    ForeignIssuer.Minted minted = system.foreign().mintWithOwnKey();
    return held(minted, minted.id("key").isEmpty() ? "token" : "key");
  }

  private Held held(ForeignIssuer.Minted minted, String type) {
    return new Held(nextNumber(), minted.text(), true, type, minted.id(type));
  }

  private void checkOn(CheckNode node, Random random) throws InterruptedException {
    while (!over) {
      Bound bound = FaultFiles.BOUNDS.get(random.nextInt(FaultFiles.BOUNDS.size()));
      check(node, bound, choose(random));
      Thread.sleep(CHECK_PAUSE_MILLIS);
    }
  }

  private Held choose(Random random) {
    List<Held> known = revoked;
    int size = known.size();
    if (size > 0 && random.nextInt(3) > 0) {
      int from = random.nextBoolean() ? Math.max(0, size - RECENT) : 0;
      return known.get(random.nextInt(from, size));
    }
    Held next = random.nextInt(4) == 0 ? waiting.peek() : null;
    List<Held> good = List.copyOf(lasting);
    return next == null ? good.get(random.nextInt(good.size())) : next;
  }

  private void check(CheckNode node, Bound bound, Held held) {
    String server = node.server().name();
    long begun = System.nanoTime();
    String code = node.ask(bound.policy(), held.text());
    long ended = System.nanoTime();
    String answering = node.server().name();
    // Between two processes, either may have answered: a server of its own, which shows no age.
    String which = answering.equals(server) ? server : server + " or " + answering;
    Check check = new Check(held.number(), held.foreign(), which, bound, begun, ended, code);
    history.checked(check);
    if (isTrouble(check)) {
      trouble(check.toString());
    } else {
      progressOf(node.server());
    }
  }

  private boolean isTrouble(Check check) {
    if (!check.allowed()) {
      return history.wasGood(check) || !check.answered();
    }
    return history.isRevokedSince(check.token(), check.begunNanos() - SLOW_NANOS);
  }

  private void readAges(CheckNode node) throws InterruptedException {
    while (!over) {
      String server = node.server().name();
      long begun = System.nanoTime();
      try {
        double seconds = node.metrics().replicaAgeSeconds();
        Age age = new Age(server, node.mode(), begun, System.nanoTime(), seconds);
        if (server.equals(node.server().name())) {
          history.read(age);
        }
      } catch (IOException unreachable) {
        // Killed, or not started yet.
      }
      Thread.sleep(AGE_PAUSE_MILLIS);
    }
  }

  private void run(Work work) {
    running.add(
        executor.submit(() -> {
          work.run();
          return null;
        }));
  }

  /** What a thread of the load does. */
  interface Work {
    void run() throws InterruptedException;
  }

  /** How many were revoked, by type. */
  Map<String, Long> revokedByType() {
    return history.acknowledgements().values().stream()
        .collect(
            Collectors.groupingBy(History.Acknowledged::type, TreeMap::new, Collectors.counting()));
  }
}
