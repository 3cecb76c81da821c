package io.portcullis.extauthz.revocation.model;

import java.util.Set;

/**
 * Revocations of a user by two writers, and logins: T and {@code sst}. Every reading of a clock may
 * be ahead of the true time by anything up to ε. The way of the entry to the nodes is left to
 * {@link LogScene}: it is as if they had it at once.
 */
final class CutoffScene extends Scene {
  private static final int IDLE = 0;
  private static final int PLANNED = 1;
  private static final int COMMITTED = 2;
  private static final int ACKNOWLEDGED = 3;
  private static final int T_READ = 1;
  private static final int BEGUN = 2;

  private final Bounds bounds;
  private final boolean strictCutoff;
  private final boolean withoutClockError;
  private final boolean slowIsAcknowledged;

  private final Cell now;
  private final Cell standing;
  private final Cell commits;
  private final Cell saved = layout.flag("saved");
  private final Cell[] writer;
  private final Cell[] startedAt;
  private final Cell[] planned;
  private final Cell[] older;
  private final Cell[] login;
  private final Cell[] sst;

  /**
   * How far the search goes.
   *
   * @param time the last tick
   * @param clockError ε in ticks
   * @param logins of the user
   * @param commits of all writers
   */
  record Bounds(int time, int clockError, int logins, int commits) {}

  CutoffScene(Bounds bounds, Set<Bug> bugs) {
    this.bounds = bounds;
    strictCutoff = bugs.contains(Bug.STRICT_CUTOFF);
    withoutClockError = bugs.contains(Bug.T_WITHOUT_CLOCK_ERROR);
    slowIsAcknowledged = bugs.contains(Bug.SLOW_COMMIT_NOT_REPEATED);
    int latest = bounds.time() + 3 * bounds.clockError() + bounds.commits() + 1;
    now = layout.cell("now", bounds.time());
    standing = layout.cell("T", latest);
    commits = layout.cell("commits", bounds.commits());
    writer = new Cell[2];
    startedAt = new Cell[2];
    planned = new Cell[2];
    older = new Cell[2];
    for (int i = 0; i < 2; i++) {
      writer[i] = layout.cell("writer" + i, ACKNOWLEDGED);
      startedAt[i] = layout.cell("started at", latest);
      planned[i] = layout.cell("with T", latest);
      older[i] = layout.cell("after logins", (1 << bounds.logins()) - 1);
    }
    login = new Cell[bounds.logins()];
    sst = new Cell[bounds.logins()];
    for (int i = 0; i < bounds.logins(); i++) {
      login[i] = layout.cell("login" + i, BEGUN);
      sst[i] = layout.cell("sst", latest);
    }
    step("time goes on", s -> now.of(s) < bounds.time(), s -> now.add(s, 1));
    for (int i = 0; i < 2; i++) {
      userIsRevoked(i);
    }
    for (int i = 0; i < bounds.logins(); i++) {
      userLogsIn(i);
    }
  }

  @Override
  void begin(State state) {
    now.set(state, 1);
  }

  @Override
  String broken(State state) {
    return saved.isSet(state) ? "G1: an older session is not covered" : "";
  }

  private void userIsRevoked(int i) {
    for (int ahead = 0; ahead <= bounds.clockError(); ahead++) {
      int error = ahead;
      step(
          "writer " + i + " takes its clock, ahead by " + ahead + ", and reads the old T",
          s -> writer[i].of(s) == IDLE && commits.of(s) < bounds.commits(),
          s -> plan(s, i, now.of(s) + error));
    }
    step("writer " + i + "'s commit happens", s -> writer[i].of(s) == PLANNED, s -> commit(s, i));
    step(
        "writer " + i + " acknowledges",
        s -> writer[i].of(s) == COMMITTED && (wasQuick(s, i) || slowIsAcknowledged),
        s -> acknowledge(s, i));
    step(
        "writer " + i + " finds its commit slow and begins again",
        s -> writer[i].of(s) == COMMITTED && maySeemSlow(s, i),
        s -> forget(s, i));
  }

  /** T := max(now + 2ε, old T + 1). */
  private void plan(State state, int i, int clock) {
    int margin = withoutClockError ? 0 : 2 * bounds.clockError();
    startedAt[i].set(state, clock);
    planned[i].set(state, Math.max(clock + margin, standing.of(state) + 1));
    writer[i].set(state, PLANNED);
  }

  /** The head moves, so what the other one has planned will be refused and be planned again. */
  private void commit(State state, int i) {
    commits.add(state, 1);
    standing.set(state, planned[i].of(state));
    writer[i].set(state, COMMITTED);
    for (int session = 0; session < login.length; session++) {
      if (login[session].of(state) == BEGUN) {
        older[i].set(state, older[i].of(state) | 1 << session);
      }
    }
    if (writer[1 - i].of(state) == PLANNED) {
      forget(state, 1 - i);
    }
  }

  /** No longer than ε by the writer's own clock, which shows the true time at the least. */
  private boolean wasQuick(State state, int i) {
    return now.of(state) - startedAt[i].of(state) <= bounds.clockError();
  }

  private boolean maySeemSlow(State state, int i) {
    return now.of(state) + bounds.clockError() - startedAt[i].of(state) > bounds.clockError();
  }

  private void acknowledge(State state, int i) {
    writer[i].set(state, ACKNOWLEDGED);
    startedAt[i].set(state, 0);
    for (int session = 0; session < login.length; session++) {
      if ((older[i].of(state) & 1 << session) != 0 && !isCovered(state, session)) {
        saved.set(state, true);
      }
    }
    older[i].set(state, 0);
    planned[i].set(state, 0);
  }

  private boolean isCovered(State state, int session) {
    return strictCutoff
        ? sst[session].of(state) < standing.of(state)
        : sst[session].of(state) <= standing.of(state);
  }

  private void forget(State state, int i) {
    writer[i].set(state, IDLE);
    startedAt[i].set(state, 0);
    planned[i].set(state, 0);
    older[i].set(state, 0);
  }

  /** A session that begins after the commit has nothing to do with it and is left out. */
  private void userLogsIn(int i) {
    step(
        "login " + i + " reads T",
        s -> login[i].of(s) == IDLE,
        s -> {
          login[i].set(s, T_READ);
          sst[i].set(s, standing.of(s) + 1);
        });
    for (int ahead = 0; ahead <= bounds.clockError(); ahead++) {
      int error = ahead;
      step(
          "login " + i + " takes its clock, ahead by " + ahead + ", and has begun",
          s -> login[i].of(s) == T_READ,
          s -> {
            login[i].set(s, BEGUN);
            sst[i].raise(s, now.of(s) + error);
          });
    }
  }
}
