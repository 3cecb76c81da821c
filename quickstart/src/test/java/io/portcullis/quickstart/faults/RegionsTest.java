package io.portcullis.quickstart.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.testkit.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is revoked in one region is refused in the other, and what cuts them off. */
@Tag(Soak.TAG)
final class RegionsTest {
  private static final String POLICY = "default";
  private static final String OK = "ok";
  private static final String REVOKED = "token_revoked";
  private static final String STALE = "revocation_state_stale";
  private static final long BOUND_MILLIS = 2_000 + 1_000;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private static Path folder = Path.of("");

  @RegisterExtension
  static final SharedFixture<TwoRegions> REGIONS = SharedFixture.of(() -> TwoRegions.start(folder));

  private final TwoRegions.Side eu = REGIONS.get().eu();
  private final TwoRegions.Side us = REGIONS.get().us();

  @Test
  @SuppressWarnings("SystemOut") // the figures of docs/guarantees.md
  void aRevocationIsEnforcedInTheOtherRegionWithinItsBound() throws Exception {
    List<Long> own = new ArrayList<>();
    List<Long> other = new ArrayList<>();
    for (int i = 0; i < Soak.times(10, 500); i++) {
      Tokens tokens = login(us);
      await(eu.node(), tokens, OK);
      long acknowledged = revoke(us, tokens);
      own.add(millisUntilRefused(us.node(), tokens, acknowledged));
      other.add(millisUntilRefused(eu.node(), tokens, acknowledged));
    }
    Collections.sort(own);
    Collections.sort(other);
    System.out.printf(
        "revoked in us: refused in us after %d ms (median), %d ms at most; in eu after %d and %d%n",
        own.get(own.size() / 2), own.getLast(), other.get(other.size() / 2), other.getLast());
    assertThat(other.getLast()).isLessThanOrEqualTo(BOUND_MILLIS);
  }

  @Test
  void aRegionThatIsCutOffAgesNoOthersTokens() throws Exception {
    Tokens ofUs = login(us);
    Tokens revokedMeanwhile = login(us);
    await(eu.node(), ofUs, OK);
    await(eu.node(), revokedMeanwhile, OK);

    REGIONS.get().fromUs().cut();
    try {
      long acknowledged = revoke(us, revokedMeanwhile);
      // Also while it is not proved any more, nothing passes that was revoked longer ago.
      millisUntilRefused(eu.node(), revokedMeanwhile, acknowledged);
      await(eu.node(), ofUs, STALE);
      assertThat(eu.node().ask(POLICY, revokedMeanwhile.access())).isEqualTo(STALE);
      await(us.node(), revokedMeanwhile, REVOKED);

      Tokens ofEu = login(eu);
      assertThat(us.node().ask(POLICY, ofUs.access())).isEqualTo(OK);
      assertThat(eu.node().ask(POLICY, ofEu.access())).isEqualTo(OK);
      // Long after it was minted, so that it is the log that proves it, not the token.
      Thread.sleep(BOUND_MILLIS);
      assertThat(eu.node().ask(POLICY, ofEu.access())).isEqualTo(OK);
      assertThat(eu.node().ask(POLICY, ofUs.access())).isEqualTo(STALE);
      await(us.node(), ofEu, OK);
      assertThat(eu.node().metrics().replicaAgeSeconds()).isGreaterThan(3);
    } finally {
      REGIONS.get().fromUs().heal();
    }

    await(eu.node(), revokedMeanwhile, REVOKED);
    await(eu.node(), ofUs, OK);
  }

  @Test
  void whoRefreshesInARegionThatIsCutOffIsLetInByItsTokensOwnProof() throws Exception {
    Tokens tokens = login(us);
    await(eu.node(), tokens, OK);
    REGIONS.get().fromUs().cut();
    try {
      await(eu.node(), tokens, STALE);
      Tokens fresh = Tokens.of(us.tokens().tokens().refresh(tokens.refresh()));
      assertThat(eu.node().ask(POLICY, fresh.access())).isEqualTo(OK);
    } finally {
      REGIONS.get().fromUs().heal();
    }
  }

  @Test
  void aRevocationOrderedInTheWrongRegionIsRefused() throws Exception {
    Answer answer = eu.tokens().admin().revoke("session", "any", us.region().issuer());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("validation_failed");
    assertThat(answer.text("detail")).contains("region us");
    assertThat(eu.tokens().admin().revoke("session", "any", "https://idp.example").status())
        .isEqualTo(400);
    assertThat(eu.tokens().admin().revoke("session", "any").text("detail")).contains("'issuer'");
  }

  private static Tokens login(TwoRegions.Side region) throws Exception {
    return Tokens.of(region.tokens().tokens().login(Region.USER, Region.PASSWORD));
  }

  /** When it was acknowledged, by {@link System#nanoTime}. */
  private static long revoke(TwoRegions.Side region, Tokens tokens) throws Exception {
    Answer answer = region.tokens().admin().revoke("token", tokens.id(), region.region().issuer());
    assertThat(answer.status()).isEqualTo(200);
    return System.nanoTime();
  }

  /** How long after the acknowledgement the first call began that was refused. */
  private static long millisUntilRefused(CheckNode node, Tokens tokens, long acknowledged)
      throws InterruptedException {
    while (true) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - acknowledged);
      String answer = node.ask(POLICY, tokens.access());
      if (!answer.equals(OK)) {
        return millis;
      }
      assertThat(millis).as("a yes so long after the acknowledgement").isLessThan(BOUND_MILLIS);
      Thread.sleep(1);
    }
  }

  private static void await(CheckNode node, Tokens tokens, String wanted)
      throws InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    String answer = node.ask(POLICY, tokens.access());
    while (!answer.equals(wanted)) {
      assertThat(System.nanoTime()).as("%s, still %s", wanted, answer).isLessThan(end);
      Thread.sleep(50);
      answer = node.ask(POLICY, tokens.access());
    }
  }
}
