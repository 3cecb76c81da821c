package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.faults.KeyEndpoint.Mood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What happens to the key endpoint of an issuer. */
final class KeyFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOODS = 2;
  private static final String POLICY = FaultFiles.BOUNDS.getLast().policy();

  private KeyFaults() {}

  /**
   * F13: it answers 500, too slowly, without a key, too much or in part. Known keys stay good; who
   * has none says so, and blames no token; and new ones are learned once it answers again.
   */
  static void keyEndpointFails(FaultSystem system, Load load, Random random) throws Exception {
    String token = system.foreign().mint("nobody").text();
    List<Mood> moods =
        new ArrayList<>(List.of(Mood.ERROR, Mood.SLOW, Mood.EMPTY, Mood.HUGE, Mood.TORN));
    Collections.shuffle(moods, random);
    CheckNode newcomer = system.checks().get(random.nextInt(system.checks().size()));
    for (Mood mood : moods.subList(0, MOODS)) {
      system.keyEndpoint().becomes(mood);
      awaitFetches(system);
      for (CheckNode node : system.checks()) {
        expect(mood + " keys", "ok", node.ask(POLICY, token));
      }
    }
    newcomer.server().kill();
    newcomer.server().launch();
    newcomer.reconnect();
    expect("no keys", "keys_unavailable", firstAnswer(newcomer, token));
    system.keyEndpoint().becomes(Mood.GOOD);
    newcomer.server().awaitReady();
    system.learnNewKeys();
  }

  /** Until each node has asked at least once since it answers so. */
  private static void awaitFetches(FaultSystem system) throws InterruptedException {
    long enough = system.keyEndpoint().answered() + 3L * system.checks().size();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (system.keyEndpoint().answered() < enough) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nobody asks for keys any more");
      }
      Thread.sleep(20);
    }
  }

  private static String firstAnswer(CheckNode node, String token) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String code = node.ask(POLICY, token);
    while (code.equals("no_answer") && System.nanoTime() < deadline) {
      Thread.sleep(50);
      code = node.ask(POLICY, token);
    }
    return code;
  }

  private static void expect(String when, String wanted, String code) {
    if (!code.equals(wanted)) {
      throw new IllegalStateException("with " + when + " a good token met " + code);
    }
  }
}
