package io.portcullis.token.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.token.session.RotationResult.Refused;
import io.portcullis.token.session.RotationResult.Replayed;
import io.portcullis.token.session.RotationResult.Reused;
import io.portcullis.token.session.RotationResult.Rotated;
import io.portcullis.token.session.RotationResult.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every history of two tabs and a thief up to a depth: replies that arrive, replies that are lost,
 * writes that the client library repeats, time that passes, the session's end. Each answer must be
 * the one that the rule gives, computed from the whole history of the chain.
 */
class RotationSearchTest {
  private static final int DEPTH = 14;
  private static final int LEAST_STATES = 50_000;
  private static final long GRACE = 10_000;
  private static final long START = 1_800_000_000_000L;
  private static final String CLIENT = "app";
  private static final int THIEF = 2;

  private final RefreshTokens tokens =
      new RefreshTokens(RefreshTokenKeys.parse(SessionBench.keyLine("k1", 1)), new Random(1));
  private final MemoryRotationStore store = new MemoryRotationStore();
  private final Set<String> visited = new HashSet<>();
  private long now;

  /** Tokens in the order of their generation and when each was used up; the one living chain. */
  private record State(
      StoredSession stored, long now, List<String> chain, List<Long> usedAt, List<Integer> held) {
    int last() {
      return chain.size() - 1;
    }

    String key() {
      List<Long> ages = usedAt.subList(Math.max(0, usedAt.size() - 4), usedAt.size());
      return stored.active()
          + " "
          + held.stream().map(g -> last() - g).toList()
          + " "
          + ages.stream().map(at -> Math.min(now - at, GRACE + 1)).toList();
    }
  }

  @Test
  void everyAnswerIsTheOneTheRuleGives() {
    ParsedToken first = tokens.first(tokens.newSid());
    Session session =
        new Session(
            first.sid(),
            "default",
            "u1",
            CLIENT,
            List.of(),
            "api",
            List.of(),
            START,
            OptionalLong.of(START),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            START,
            Device.unknown(),
            Optional.empty(),
            Optional.empty());
    StoredSession opened = new StoredSession(session, true, first.hash(), 1, Map.of());
    explore(new State(opened, START, List.of(first.value()), List.of(), List.of(0, 0, 0)), DEPTH);
    assertThat(visited.size()).isGreaterThan(LEAST_STATES);
  }

  private void explore(State state, int depth) {
    if (depth == 0 || !visited.add(depth + " " + state.key())) {
      return;
    }
    for (int who = 0; who <= THIEF; who++) {
      explore(refreshed(state, who, true, false), depth - 1);
      if (who != THIEF) {
        explore(refreshed(state, who, false, false), depth - 1);
        explore(refreshed(state, who, true, true), depth - 1);
      }
    }
    explore(later(state, GRACE / 2), depth - 1);
    explore(later(state, GRACE + 1), depth - 1);
    if (state.stored().active()) {
      explore(ended(state), depth - 1);
    }
  }

  private State refreshed(State state, int who, boolean delivered, boolean repeated) {
    int generation = state.held().get(who);
    store.set(state.stored());
    store.repeating(repeated);
    now = state.now();
    PresentedToken read = rotation().read(state.chain().get(generation), CLIENT, now);
    RotationResult result =
        rotation()
            .rotate(
                state.chain().get(generation),
                new RefreshTerms(CLIENT, Optional.empty(), true, now));
    assertThat(currentBy(read))
        .as("read %s", state)
        .isEqualTo(currentBy(state, generation, result));
    State next = successor(state, generation, result);
    if (delivered && (result instanceof Rotated || result instanceof Replayed)) {
      List<Integer> held = new ArrayList<>(next.held());
      held.set(who, next.last());
      return new State(next.stored(), next.now(), next.chain(), next.usedAt(), held);
    }
    return next;
  }

  // What the read alone says is the very answer that the write would have given.
  private static Optional<RefreshToken> currentBy(PresentedToken read) {
    return read instanceof PresentedToken.Genuine(_, Optional<RefreshToken> current)
        ? current
        : Optional.empty();
  }

  // But that of the current token itself is for the write alone.
  private static Optional<RefreshToken> currentBy(
      State state, int generation, RotationResult result) {
    return generation < state.last() && result instanceof Replayed(_, RefreshToken current)
        ? Optional.of(current)
        : Optional.empty();
  }

  private RefreshRotation rotation() {
    return new RefreshRotation(
        tokens,
        store,
        new SessionLimits(Duration.ofDays(1), Duration.ofDays(2), Duration.ofMillis(GRACE)),
        () -> Instant.ofEpochMilli(now));
  }

  private State successor(State state, int generation, RotationResult result) {
    switch (result) {
      case Rotated(Session session, RefreshToken token) -> {
        assertThat(rotates(state, generation)).as("rotated %s", state).isTrue();
        List<String> chain = new ArrayList<>(state.chain());
        chain.add(token.value());
        List<Long> usedAt = new ArrayList<>(state.usedAt());
        usedAt.add(state.now());
        return new State(store.get(), state.now(), chain, usedAt, state.held());
      }
      case Replayed(Session session, RefreshToken token) -> {
        assertThat(rotates(state, generation)).as("replayed %s", state).isFalse();
        assertThat(withinGrace(state, generation)).as("replayed %s", state).isTrue();
        assertThat(token.value()).isEqualTo(state.chain().getLast());
      }
      case Reused reused ->
          assertThat(state.stored().active() && !withinGrace(state, generation))
              .as("reused %s", state)
              .isTrue();
      case Refused(RefusalReason reason) -> {
        assertThat(reason).isEqualTo(RefusalReason.ENDED);
        assertThat(state.stored().active()).as("refused %s", state).isFalse();
      }
      case RotationResult.Kept kept -> throw new AssertionError(state);
      case Unavailable unavailable -> throw new AssertionError(state);
    }
    assertThat(store.get()).as("nothing written").isEqualTo(state.stored());
    return state;
  }

  // The current token, and the third rotation before it is past its grace.
  private static boolean rotates(State state, int generation) {
    int third = state.usedAt().size() - Slot.COUNT;
    return state.stored().active()
        && generation == state.last()
        && (third < 0 || state.usedAt().get(third) + GRACE < state.now());
  }

  // Every rotation on the way to the current token.
  private static boolean withinGrace(State state, int generation) {
    return state.stored().active()
        && state.usedAt().subList(generation, state.usedAt().size()).stream()
            .allMatch(at -> state.now() <= at + GRACE);
  }

  private static State later(State state, long millis) {
    return new State(
        state.stored(), state.now() + millis, state.chain(), state.usedAt(), state.held());
  }

  private static State ended(State state) {
    StoredSession was = state.stored();
    return new State(
        new StoredSession(was.session(), false, was.currentHash(), was.generation(), was.slots()),
        state.now(),
        state.chain(),
        state.usedAt(),
        state.held());
  }
}
