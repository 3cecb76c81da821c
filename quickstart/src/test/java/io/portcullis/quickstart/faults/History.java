package io.portcullis.quickstart.faults;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All that was asked and answered while something was broken. Times are nanoseconds of one clock,
 * tokens are numbers, and a server that is started anew is another server.
 */
final class History {
  /** The type of a revocation of the keys of our own issuer, which then publishes them no more. */
  static final String OWN_KEY = "own key";

  private final Map<Integer, Long> requested = new ConcurrentHashMap<>();
  private final Map<Integer, Acknowledged> acknowledged = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Check> checks = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Period> withoutLog = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Age> ages = new ConcurrentLinkedQueue<>();

  private record Period(long fromNanos, long toNanos) {}

  /**
   * The first acknowledgement of a revocation that covers a token.
   *
   * @param untilNanos when it may be forgotten, {@link Long#MAX_VALUE} for never
   */
  record Acknowledged(String type, long nanos, long untilNanos) {
    Acknowledged(String type, long nanos) {
      this(type, nanos, Long.MAX_VALUE);
    }

    boolean mayBeForgotten() {
      return untilNanos != Long.MAX_VALUE;
    }

    /** Whether the check must mind it, once the bound is over. */
    boolean binds(Check check) {
      return check.begunNanos() < untilNanos;
    }
  }

  /**
   * One check: it was decided between its begin and its end.
   *
   * @param foreign whether only the log can prove the token, not its own {@code iat}
   * @param code of the denial; {@code ok}; or {@code no_answer}
   */
  record Check(
      int token,
      boolean foreign,
      String server,
      Bound bound,
      long begunNanos,
      long endedNanos,
      String code) {
    boolean allowed() {
      return code.equals("ok");
    }

    boolean answered() {
      return !code.equals("no_answer");
    }
  }

  /**
   * One reading of a server's {@code portcullis_revocation_replica_age_seconds}.
   *
   * @param mode of the server: in mode near-cache it speaks of the control shard alone
   */
  record Age(String server, Mode mode, long begunNanos, long endedNanos, double seconds) {
    /** Whether a revocation of this type is among those that the age speaks of. */
    boolean speaksOf(String type) {
      return mode != Mode.NEAR_CACHE || !(type.equals("user") || type.equals("session"));
    }

    /** The earliest moment up to which the server claims to know everything. */
    double claimedNanos() {
      return begunNanos - seconds * 1e9;
    }
  }

  /** From now on nobody can tell whether these tokens are good. */
  void requested(Collection<Integer> tokens, long nanos) {
    tokens.forEach(token -> requested.merge(token, nanos, Math::min));
  }

  /** From now on the bound runs. */
  void acknowledged(Collection<Integer> tokens, String type, long nanos) {
    tokens.forEach(token -> acknowledged.putIfAbsent(token, new Acknowledged(type, nanos)));
  }

  /** From now on what was acknowledged since that moment may be forgotten, but for our own keys. */
  void forgetSince(long nanos) {
    long now = System.nanoTime();
    acknowledged.replaceAll((token, revoked) ->
        revoked.nanos() < nanos || revoked.type().equals(OWN_KEY)
            ? revoked
            : new Acknowledged(revoked.type(), revoked.nanos(), now));
  }

  /**
   * From the one moment, when the tables were taken back to a backup, to the other, when a log was
   * begun anew, there was none that anybody could prove anything by, whatever he showed before.
   */
  void withoutLog(long fromNanos, long toNanos) {
    withoutLog.add(new Period(fromNanos, toNanos));
  }

  /** Whether there was no log at some time between these moments. */
  boolean wasWithoutLog(long fromNanos, long toNanos) {
    return withoutLog.stream()
        .anyMatch(period -> period.fromNanos() <= toNanos && fromNanos <= period.toNanos());
  }

  /** Whether all keys of our own issuer were revoked: it publishes them no more. */
  boolean areOwnKeysRevoked() {
    return acknowledged.values().stream().anyMatch(revoked -> revoked.type().equals(OWN_KEY));
  }

  void checked(Check check) {
    checks.add(check);
  }

  void read(Age age) {
    ages.add(age);
  }

  Map<Integer, Acknowledged> acknowledgements() {
    return Map.copyOf(acknowledged);
  }

  List<Check> checks() {
    return List.copyOf(checks);
  }

  List<Age> ages() {
    return List.copyOf(ages);
  }

  /** Whether a revocation that covers the token was acknowledged before this. */
  boolean isRevokedSince(int token, long nanos) {
    Acknowledged revoked = acknowledged.get(token);
    return revoked != null && !revoked.mayBeForgotten() && revoked.nanos() < nanos;
  }

  /** Whether nobody had asked for the token's revocation until the answer was there. */
  boolean wasGood(Check check) {
    Long since = requested.get(check.token());
    return since == null || check.endedNanos() < since;
  }
}
