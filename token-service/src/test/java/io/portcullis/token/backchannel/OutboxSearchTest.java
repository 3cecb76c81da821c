package io.portcullis.token.backchannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.testkit.Soak;
import io.portcullis.token.backchannel.LogoutWorld.Hole;
import io.portcullis.token.backchannel.LogoutWorld.Reply;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every history of a few acts: sessions end one by one, twice and all at once, another is being
 * opened, instances run what is due, and before each of their steps may be killed, lose their lease
 * or be overtaken by another instance; the receiver fails, or its answer is lost. No client is told
 * of a session that goes on, or twice without a reason; and from each state, once nothing fails any
 * more, every session that ended is told of or was given up by the limit.
 */
class OutboxSearchTest {
  private static final int ACTS = Soak.times(5, 6);
  private static final int BUGGY_ACTS = 6;
  private static final int LEAST_STATES = 10_000;

  @Test
  void everySessionThatEndedIsToldOf() {
    Search search = new Search();
    search.of(new LogoutWorld(Set.of()), ACTS);

    assertThat(search.states.size()).isGreaterThan(LEAST_STATES);
  }

  /** Each bug, planted, must open a hole: a search that finds none of them proves nothing. */
  @ParameterizedTest
  @EnumSource(LogoutBug.class)
  void findsAPlantedBug(LogoutBug bug) {
    assertThatThrownBy(() -> new Search().byDepth(new LogoutWorld(EnumSet.of(bug)), BUGGY_ACTS))
        .isInstanceOf(Hole.class)
        .hasMessageContaining(bug.hole());
  }

  /** Breadth first, each state once. */
  private static final class Search {
    private final Set<String> states = new HashSet<>();

    private void of(LogoutWorld start, int acts) {
      byDepth(start, acts);
    }

    private void byDepth(LogoutWorld start, int acts) {
      List<LogoutWorld> level = List.of(start);
      for (int act = 0; act < acts; act++) {
        List<LogoutWorld> next = new ArrayList<>();
        level.forEach(world -> successors(world, next::add));
        level = next;
      }
    }

    private void successors(LogoutWorld world, Consumer<LogoutWorld> sink) {
      Consumer<LogoutWorld> found =
          after -> {
            if (states.add(after.key())) {
              after.assertEverythingIsToldInTheEnd();
              sink.accept(after);
            }
          };
      acts(world).forEach(act -> found.accept(after(world, act)));
      for (OutboxItem item : world.due()) {
        for (Reply reply : replies(world)) {
          runs(world, item, reply, found);
        }
      }
    }

    /** What users and time do. */
    private static List<Consumer<LogoutWorld>> acts(LogoutWorld world) {
      List<Consumer<LogoutWorld>> acts = new ArrayList<>();
      acts.add(LogoutWorld::index);
      if (world.canEnd()) {
        acts.add(then -> then.endOne(false));
        acts.add(then -> then.endOne(true));
      }
      if (world.canEndAll()) {
        acts.add(LogoutWorld::endAll);
      }
      if (world.canOpen()) {
        acts.add(LogoutWorld::open);
      }
      if (world.untilNextDue() > 0) {
        acts.add(then -> then.pass(then.untilNextDue()));
      }
      return acts;
    }

    /** One instance runs an errand, and at each of its steps each thing comes in between. */
    private static void runs(
        LogoutWorld world, OutboxItem item, Reply reply, Consumer<LogoutWorld> found) {
      LogoutWorld alone = new LogoutWorld(world);
      alone.run(item, reply, false, (step, then) -> {});
      int steps = alone.steps();
      found.accept(alone);
      found.accept(after(world, then -> then.run(item, reply, true, (step, now) -> {})));
      for (int at = 1; at <= steps; at++) {
        for (Consumer<LogoutWorld> event : between(world, item)) {
          int when = at;
          found.accept(
              after(
                  world,
                  then ->
                      then.run(
                          item,
                          reply,
                          false,
                          (step, now) -> {
                            if (step == when) {
                              event.accept(now);
                            }
                          })));
        }
      }
    }

    private static List<Consumer<LogoutWorld>> between(LogoutWorld world, OutboxItem item) {
      List<Consumer<LogoutWorld>> events = new ArrayList<>(acts(world));
      for (Reply reply : replies(world)) {
        events.add(now -> others(now, reply));
        // Another has seen the same, and comes later.
        events.add(now -> now.run(item, reply, false, (step, then) -> {}));
      }
      if (world.mayFail()) {
        events.add(now -> {
          throw new LogoutWorld.Killed();
        });
        events.add(LogoutWorld::leasesRunOut);
        events.add(now -> {
          now.leasesRunOut();
          others(now, Reply.TAKES);
        });
      }
      return events;
    }

    private static List<Reply> replies(LogoutWorld world) {
      return world.mayFail() ? List.of(Reply.values()) : List.of(Reply.TAKES, Reply.FAILS);
    }

    private static void others(LogoutWorld world, Reply reply) {
      world.due().forEach(item -> world.run(item, reply, false, (step, now) -> {}));
    }

    private static LogoutWorld after(LogoutWorld world, Consumer<LogoutWorld> act) {
      LogoutWorld then = new LogoutWorld(world);
      act.accept(then);
      return then;
    }
  }
}
