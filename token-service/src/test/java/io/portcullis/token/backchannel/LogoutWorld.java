package io.portcullis.token.backchannel;

import io.portcullis.token.client.BackchannelLogout;
import io.portcullis.token.client.CertificateRules;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.RefreshRules;
import io.portcullis.token.client.TokenAlgorithms;
import io.portcullis.token.session.Device;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionScope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that back-channel logout has to do with, small: a user with two sessions and one that
 * is being opened, a receiver, the outbox, and instances that run the real {@link LogoutDelivery}
 * and {@link LogoutWalk} and may be held up, overtaken or killed before each of their reads, writes
 * and calls. Instances hold nothing between two errands, so two are as many as any number.
 */
final class LogoutWorld implements EndedSessions, LogoutSender {
  static final String OPENING = "c";
  static final int ATTEMPTS = 3;
  private static final long START = 1_800_000_000_000L;
  private static final DeliveryRules RULES =
      new DeliveryRules(Duration.ofSeconds(5), ATTEMPTS, Duration.ofDays(1));
  private static final long INDEX_LAG = 30_000;
  private static final String CLIENT_ID = "app";
  private static final SessionScope USER = new SessionScope.OfUser("default", "ada");
  private static final Client CLIENT =
      new Client(
          CLIENT_ID,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Set.of(),
          List.of(),
          List.of(),
          "api",
          Set.of(),
          Set.of(),
          RefreshRules.USUAL,
          true,
          false,
          TokenAlgorithms.USUAL,
          Set.of(),
          Optional.of(new BackchannelLogout(URI.create("https://app.example/logout"), true)),
          CertificateRules.NONE);

  /** An instance dies here. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What the property forbids. */
  static final class Hole extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Hole(String message) {
      super(message);
    }
  }

  /** What the receiver does with a logout token. */
  enum Reply {
    TAKES,
    FAILS,
    /** It has taken it, and nobody hears of that. */
    IS_CUT_OFF
  }

  /** How far the opening of the third session has come. */
  enum Opening {
    NOT_BEGUN,
    REVOCATIONS_READ,
    WRITTEN,
    HANDED_OUT,
    REFUSED
  }

  /** What comes between two steps of an instance. */
  interface Between {
    void at(int step, LogoutWorld world);
  }

  /** A session in the table. */
  private record Row(long startMillis, boolean active, long writtenMillis, boolean indexed) {}

  private final Set<LogoutBug> bugs;
  private final Box outbox;
  private final Map<String, Row> sessions = new TreeMap<>();
  private final Set<String> endedByUser = new TreeSet<>();
  private final Map<String, Integer> told = new TreeMap<>();
  private final Set<String> givenUp = new TreeSet<>();
  private long now = START;
  private long revokedAfter;
  private Opening opening = Opening.NOT_BEGUN;
  private long openingStart;
  private int ends;
  private int excuses;
  private int written;

  // Of the instance that runs now.
  private Between between = (step, world) -> {};
  private Reply reply = Reply.TAKES;
  private boolean conflicts;
  private int steps;

  LogoutWorld(Set<LogoutBug> bugs) {
    this.bugs = bugs;
    this.outbox = new Box();
    sessions.put("a", new Row(START - 2, true, START - 100_000, true));
    sessions.put("b", new Row(START - 1, true, START, false));
  }

  LogoutWorld(LogoutWorld other) {
    this.bugs = other.bugs;
    this.outbox = new Box();
    other.outbox.all().forEach(outbox::put);
    sessions.putAll(other.sessions);
    endedByUser.addAll(other.endedByUser);
    told.putAll(other.told);
    givenUp.addAll(other.givenUp);
    now = other.now;
    revokedAfter = other.revokedAfter;
    opening = other.opening;
    openingStart = other.openingStart;
    ends = other.ends;
    excuses = other.excuses;
    written = other.written;
  }

  /** Two of these are one state; only differences of times count. */
  String key() {
    StringBuilder key = new StringBuilder();
    sessions.forEach((sid, row) ->
        key.append(sid)
            .append(row.active)
            .append(row.indexed || now - row.writtenMillis > INDEX_LAG)
            .append(row.startMillis <= revokedAfter)
            .append(row.indexed ? 0 : now - row.writtenMillis)
            .append(' '));
    outbox
        .all()
        .forEach(item ->
            key.append(item.errand())
                .append(item.tries())
                .append(':')
                .append(Math.max(0, item.dueMillis() - now))
                .append(':')
                .append(Math.min(now - item.sinceMillis(), 200_000))
                .append(' '));
    return key.append(told)
        .append(givenUp)
        .append(opening)
        .append(openingStart <= revokedAfter)
        .append(ends)
        .append(excuses)
        .append(revokedAfter > now)
        .toString();
  }

  int steps() {
    return steps;
  }

  // What users do.

  boolean canEnd() {
    return ends < 2;
  }

  /** Ends the first session, which may have ended before. */
  void endOne(boolean killedInBetween) {
    ends++;
    Row row = sessions.get("a");
    if (row == null) {
      throw new IllegalStateException("no session");
    }
    if (!row.active && !bugs.contains(LogoutBug.NOTICE_OF_EVERY_END)) {
      return;
    }
    endedByUser.add("a");
    sessions.put("a", new Row(row.startMillis, false, row.writtenMillis, row.indexed));
    if (killedInBetween && bugs.contains(LogoutBug.NOTICE_BESIDE_THE_END)) {
      return;
    }
    put(Outbox.queueOf(CLIENT_ID), new Errand.Tell(CLIENT_ID, "ada", "a"));
  }

  boolean canEndAll() {
    return revokedAfter == 0;
  }

  /** One write, however many sessions there are; it reaches a little into the future. */
  void endAll() {
    revokedAfter = now + 2;
    put(Outbox.WALKS, new Errand.Walk(USER, Optional.empty()));
  }

  boolean canOpen() {
    return opening.compareTo(Opening.HANDED_OUT) < 0;
  }

  /** A login's next step, as {@code SessionOpening} takes them. */
  void open() {
    switch (opening) {
      case NOT_BEGUN -> {
        openingStart = Math.max(now, revokedAfter + 1);
        opening = Opening.REVOCATIONS_READ;
      }
      case REVOCATIONS_READ -> {
        sessions.put(OPENING, new Row(openingStart, true, now, false));
        opening = Opening.WRITTEN;
      }
      case WRITTEN ->
          opening =
              openingStart <= revokedAfter && !bugs.contains(LogoutBug.OPENED_WITHOUT_SECOND_LOOK)
                  ? Opening.REFUSED
                  : Opening.HANDED_OUT;
      case HANDED_OUT, REFUSED -> throw new IllegalStateException("over");
    }
  }

  /** The index learns of all that is in the table. */
  void index() {
    sessions.replaceAll(
        (sid, row) -> new Row(row.startMillis, row.active, row.writtenMillis, true));
  }

  /** Time passes until something is due; the index never lags for longer than it may. */
  void pass(long millis) {
    now += millis;
    sessions.replaceAll((sid, row) ->
        new Row(
            row.startMillis,
            row.active,
            row.writtenMillis,
            row.indexed || now - row.writtenMillis >= INDEX_LAG));
  }

  long untilNextDue() {
    return outbox.all().stream()
        .mapToLong(item -> item.dueMillis() - now)
        .filter(millis -> millis > 0)
        .min()
        .orElse(0);
  }

  /** What fails is counted: so often a client may be told again. */
  boolean mayFail() {
    return excuses < 2;
  }

  /** Whoever has a lease loses it: what happens then may happen twice. */
  void leasesRunOut() {
    pass(Duration.ofSeconds(61).toMillis());
    excuses++;
  }

  // What instances do.

  List<OutboxItem> due() {
    List<OutboxItem> due = new ArrayList<>(outbox.due(Outbox.WALKS, now, 10));
    due.addAll(outbox.due(Outbox.queueOf(CLIENT_ID), now, 10));
    return due;
  }

  /** Runs what an instance has seen, with something in between. */
  void run(OutboxItem seen, Reply answer, boolean conflict, Between event) {
    Between outerBetween = between;
    Reply outerReply = reply;
    boolean outerConflicts = conflicts;
    int outerSteps = steps;
    between = event;
    reply = answer;
    conflicts = conflict;
    steps = 0;
    try {
      errands().run(seen);
    } catch (Killed e) {
      excuses++;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      int mine = steps;
      between = outerBetween;
      reply = outerReply;
      conflicts = outerConflicts;
      steps = outerSteps == 0 ? mine : outerSteps;
    }
  }

  /** Nothing fails any more: then all that has ended is told of, or was given up by the limit. */
  void assertEverythingIsToldInTheEnd() {
    LogoutWorld end = new LogoutWorld(this);
    while (end.opening == Opening.REVOCATIONS_READ || end.opening == Opening.WRITTEN) {
      end.open();
    }
    for (int round = 0; !end.outbox.all().isEmpty(); round++) {
      if (round > 100) {
        throw new Hole("the outbox is never empty: " + end.outbox.all());
      }
      end.due().forEach(item -> end.run(item, Reply.TAKES, false, (step, world) -> {}));
      end.pass(Math.max(1, end.untilNextDue()));
    }
    end.sessions
        .keySet()
        .forEach(sid -> {
          boolean known = !sid.equals(OPENING) || end.opening == Opening.HANDED_OUT;
          if (known
              && end.hasEnded(sid)
              && !end.told.containsKey(sid)
              && !end.givenUp.contains(sid)) {
            throw new Hole("told of never: session " + sid);
          }
        });
  }

  // The world as the instances see it.

  @Override
  public Part part(SessionScope scope, Optional<String> from) {
    step();
    // One session is a part.
    List<String> found =
        sessions.keySet().stream()
            .filter(sid -> from.isEmpty() || sid.compareTo(from.get()) >= 0)
            .filter(sid -> row(sid).indexed)
            .toList();
    if (found.isEmpty()) {
      return new Part(List.of(), Optional.empty());
    }
    String sid = found.getFirst();
    Row row = row(sid);
    boolean wanted =
        row.active
            && (row.startMillis <= revokedAfter || bugs.contains(LogoutBug.WALK_WITHOUT_CUTOFF));
    return new Part(
        wanted ? List.of(session(sid, row.startMillis)) : List.of(),
        found.stream().skip(1).findFirst());
  }

  @Override
  public boolean end(Session session) {
    step();
    Row row = row(session.sid());
    if (conflicts) {
      return bugs.contains(LogoutBug.CONFLICT_TAKEN_FOR_DONE);
    }
    if (!row.active && !bugs.contains(LogoutBug.NOTICE_OF_EVERY_END)) {
      return bugs.contains(LogoutBug.CONFLICT_TAKEN_FOR_DONE);
    }
    sessions.put(session.sid(), new Row(row.startMillis, false, row.writtenMillis, row.indexed));
    put(Outbox.queueOf(CLIENT_ID), new Errand.Tell(CLIENT_ID, session.userId(), session.sid()));
    return true;
  }

  @Override
  public Answer send(URI receiver, String logoutToken) {
    step();
    if (reply == Reply.FAILS) {
      return new Answer.Failed("503");
    }
    if (!hasEnded(logoutToken)) {
      throw new Hole("told of alive: session " + logoutToken);
    }
    if (told.merge(logoutToken, 1, Integer::sum) > 1 + excuses) {
      throw new Hole("told of twice, for no reason: session " + logoutToken);
    }
    if (reply == Reply.IS_CUT_OFF) {
      excuses++;
      return new Answer.Failed("cut off");
    }
    return new Answer.Accepted();
  }

  private boolean hasEnded(String sid) {
    return endedByUser.contains(sid) || row(sid).startMillis <= revokedAfter;
  }

  private void step() {
    steps++;
    between.at(steps, this);
  }

  private Row row(String sid) {
    Row row = sessions.get(sid);
    if (row == null) {
      throw new IllegalStateException("no session " + sid);
    }
    return row;
  }

  private void put(String queue, Errand errand) {
    outbox.put(new OutboxItem(queue, Integer.toString(written++), errand, now, now, 0));
  }

  private Errands errands() {
    LogoutDelivery delivery =
        new LogoutDelivery(
            outbox,
            id -> Optional.of(CLIENT),
            (client, tell) -> tell.sid(),
            this,
            RULES,
            () -> Instant.ofEpochMilli(now),
            new Random(1));
    return new Errands(
        outbox,
        (leased, tell) -> noted(deliver(delivery, leased, tell), tell),
        new LogoutWalk(outbox, this, () -> Instant.ofEpochMilli(now)),
        RULES.lease(),
        Duration.ZERO,
        () -> Instant.ofEpochMilli(now));
  }

  private DeliveryOutcome deliver(LogoutDelivery delivery, OutboxItem leased, Errand.Tell tell) {
    if (bugs.contains(LogoutBug.REMOVED_BEFORE_IT_IS_TOLD)) {
      outbox.remove(leased);
    }
    return delivery.deliver(leased, tell);
  }

  private DeliveryOutcome noted(DeliveryOutcome outcome, Errand.Tell tell) {
    if (outcome == DeliveryOutcome.GIVEN_UP) {
      givenUp.add(tell.sid());
    }
    return outcome;
  }

  private static Session session(String sid, long startMillis) {
    return new Session(
        sid,
        "default",
        "ada",
        CLIENT_ID,
        List.of(),
        "api",
        List.of(),
        startMillis,
        OptionalLong.of(startMillis),
        Long.MAX_VALUE,
        Long.MAX_VALUE,
        startMillis,
        Device.unknown(),
        Optional.empty(),
        Optional.empty());
  }

  /** The outbox, each of whose writes is a step. */
  private final class Box extends MemoryOutbox {
    @Override
    public Optional<OutboxItem> lease(OutboxItem seen, long untilMillis) {
      step();
      return super.lease(seen, untilMillis);
    }

    @Override
    public Optional<OutboxItem> change(OutboxItem leased, Errand errand, long dueMillis) {
      step();
      boolean walkedOnce = errand instanceof Errand.Walk walk && walk.progress().isEmpty();
      if (walkedOnce && bugs.contains(LogoutBug.WALK_ONCE)) {
        super.remove(leased);
        return Optional.empty();
      }
      return super.change(leased, errand, dueMillis);
    }

    @Override
    public void remove(OutboxItem done) {
      step();
      super.remove(done);
    }

    @Override
    public boolean abandon(OutboxItem leased) {
      step();
      return super.abandon(leased);
    }

    @Override
    Optional<OutboxItem> unchanged(OutboxItem seen) {
      return bugs.contains(LogoutBug.LEASE_WITHOUT_CONDITION)
          ? all().stream().filter(item -> item.id().equals(seen.id())).findFirst()
          : super.unchanged(seen);
    }
  }
}
