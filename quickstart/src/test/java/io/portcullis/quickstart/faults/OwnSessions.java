package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.faults.Load.Held;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** People who log in, refresh, and are logged out by an operator, one after the other. */
final class OwnSessions {
  private static final int SESSIONS = 6;
  private static final long PAUSE_MILLIS = 120;

  private final FaultSystem system;
  private final Load load;
  private final Random random;
  private final List<Session> sessions = new ArrayList<>();

  /** A session and the access tokens it was given. */
  private record Session(int user, Tokens newest, List<Held> tokens) {}

  OwnSessions(FaultSystem system, Load load, Random random) {
    this.system = system;
    this.load = load;
    this.random = random;
  }

  void run() throws InterruptedException {
    while (!load.isOver()) {
      step();
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void step() throws InterruptedException {
    TokenNode node = system.tokens().get(random.nextInt(system.tokens().size()));
    if (sessions.size() < SESSIONS) {
      logIn(node, random.nextInt(FaultFiles.USERS));
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> refresh(node, sessions.removeFirst());
      case 1 -> revokeSession(node, sessions.removeFirst());
      default -> revokeUser(node, sessions.getFirst().user());
    }
  }

  private void logIn(TokenNode node, int user) throws InterruptedException {
    try {
      Answer answer = node.tokens().login(FaultFiles.user(user), FaultFiles.PASSWORD);
      if (answer.status() == 200) {
        Tokens tokens = Tokens.of(answer);
        sessions.add(new Session(user, tokens, List.of(hold(tokens))));
        return;
      }
    } catch (IOException unreachable) {
      // Counted as trouble, too.
    }
    load.trouble(node.server().name() + " refused a login");
  }

  private void refresh(TokenNode node, Session session) throws InterruptedException {
    try {
      Answer answer = node.tokens().refresh(session.newest().refresh());
      if (answer.status() == 200) {
        Tokens tokens = Tokens.of(answer);
        List<Held> all = Stream.concat(session.tokens().stream(), Stream.of(hold(tokens))).toList();
        sessions.add(new Session(session.user(), tokens, all));
        return;
      }
    } catch (IOException unreachable) {
      // Nobody knows whether the refresh token was used up.
    }
    load.trouble(node.server().name() + " refused a refresh");
    load.retire(session.tokens());
  }

  private void revokeSession(TokenNode node, Session session) throws InterruptedException {
    if (random.nextBoolean()) {
      load.revoke(node, Load.Issuer.OURS, "session", session.newest().session(), session.tokens());
      return;
    }
    Held last = session.tokens().getLast();
    load.revoke(node, Load.Issuer.OURS, "token", last.id(), List.of(last));
    load.retire(session.tokens().subList(0, session.tokens().size() - 1));
  }

  private void revokeUser(TokenNode node, int user) throws InterruptedException {
    List<Session> of = sessions.stream().filter(session -> session.user() == user).toList();
    sessions.removeAll(of);
    List<Held> covered = of.stream().flatMap(session -> session.tokens().stream()).toList();
    load.revoke(node, Load.Issuer.OURS, "user", of.getFirst().newest().subject(), covered);
  }

  private Held hold(Tokens tokens) {
    Held held = new Held(load.nextNumber(), tokens.access(), false, "token", tokens.id());
    load.good(held);
    return held;
  }
}
