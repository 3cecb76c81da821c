package io.portcullis.quickstart.faults;

import io.portcullis.testkit.FaultProxy;
import io.portcullis.testkit.clock.WrongClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What happens to our own processes. */
final class ServerFaults {
  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofSeconds(5), Duration.ofSeconds(-5), Duration.ofHours(1), Duration.ofHours(-1));

  private ServerFaults() {}

  /** F9: one of two relays stands still, and goes on where it was. */
  static void relayIsPaused(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    ServerNode victim = any(system.tokens(), random).server();
    pause(victim, RedisFaults.beyondTheBound(random));
  }

  /** One of two relays dies, and is started again. */
  static void relayIsKilled(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    ServerNode victim = any(system.tokens(), random).server();
    victim.kill();
    Thread.sleep(random.nextInt(1_000));
    victim.start();
  }

  /** F11: a checker stands still for longer than its bound, with calls in its socket. */
  static void checkerIsPaused(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    ServerNode victim = any(system.checks(), random).server();
    pause(victim, RedisFaults.beyondTheBound(random) + 1_000);
  }

  /** F11: a checker stands still for half a minute: all its connections may be gone by then. */
  static void checkerIsPausedForLong(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    pause(any(system.checks(), random).server(), 30_000L + random.nextInt(1_000));
  }

  /** F14: a checker dies and is started again; it answers yes only when it is fresh. */
  static void checkerIsKilled(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    CheckNode victim = any(system.checks(), random);
    victim.server().kill();
    Thread.sleep(random.nextInt(1_000));
    victim.server().start();
    victim.reconnect();
  }

  /**
   * F16: a checker can open nothing any more, neither a connection nor a file, while its
   * connections to Redis end and a proxy opens new ones.
   */
  static void descriptorsRunOut(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    CheckNode victim = any(system.checks(), random);
    String usual = victim.server().limit("nofile", "8");
    Set<Long> pid = Set.of(victim.server().pid());
    for (int i = 0; i < 3; i++) {
      system.proxies().forEach(proxy -> proxy.inject(FaultProxy.Mode.RESET, pid));
      system.proxies().forEach(FaultProxy::heal);
      victim.reconnect();
      Thread.sleep(RedisFaults.beyondTheBound(random) / 2);
    }
    victim.server().limit("nofile", usual);
  }

  /**
   * F12: a checker is started with a wrong clock, which then jumps to another one. As a clock of
   * ours never falls back, it is mended by a restart.
   */
  static void checkerClockIsWrong(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    CheckNode victim = any(system.checks(), random);
    withWrongClock(system, victim.server(), random, victim::reconnect);
    victim.server().start();
    victim.reconnect();
  }

  /** F12: a token service, which relays, mints and revokes, has a wrong clock that jumps. */
  static void relayClockIsWrong(FaultSystem system, Load load, Random random)
      throws InterruptedException {
    ServerNode victim = any(system.tokens(), random).server();
    withWrongClock(system, victim, random, () -> {});
    victim.start();
  }

  private static void withWrongClock(
      FaultSystem system, ServerNode victim, Random random, Runnable afterStart)
      throws InterruptedException {
    WrongClock clock = WrongClock.in(system.folder());
    // Half of the time it is right at first, and goes wrong while the server works.
    boolean fromTheStart = random.nextBoolean();
    clock.set(fromTheStart ? drawn(random) : Duration.ZERO);
    victim.kill();
    if (fromTheStart) {
      victim.launch(clock.environment(ServerNode.JVM));
      afterStart.run();
      Thread.sleep(RedisFaults.beyondTheBound(random));
    } else {
      victim.start(clock.environment(ServerNode.JVM));
      afterStart.run();
    }
    clock.set(drawn(random));
    Thread.sleep(RedisFaults.beyondTheBound(random));
    victim.kill();
    if (!clock.isInUse()) {
      throw new IllegalStateException("the clock was right all the time");
    }
  }

  private static void pause(ServerNode victim, long millis) throws InterruptedException {
    victim.pause();
    Thread.sleep(millis);
    victim.resume();
  }

  private static <T> T any(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private static Duration drawn(Random random) {
    return JUMPS.get(random.nextInt(JUMPS.size()));
  }
}
