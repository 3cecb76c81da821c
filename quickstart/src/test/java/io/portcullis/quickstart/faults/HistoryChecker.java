package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.faults.History.Acknowledged;
import io.portcullis.quickstart.faults.History.Age;
import io.portcullis.quickstart.faults.History.Check;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Compares every acknowledged revocation with every answer. A check that was allowed is judged by
 * its begin: the decision was made after that, so whatever this finds did happen.
 */
final class HistoryChecker {
  private static final double NANOS_PER_MILLI = 1e6;

  /** The gauge and the truth are both in whole milliseconds, each rounded once. */
  private static final double ROUNDING_NANOS = 2 * NANOS_PER_MILLI;

  private final History history;
  private final Map<Integer, Acknowledged> acknowledged;
  private final List<Check> checks;

  private HistoryChecker(History history) {
    this.history = history;
    this.acknowledged = history.acknowledgements();
    this.checks = history.checks();
  }

  /**
   * What a history shows.
   *
   * @param wrong each violation, in words
   * @param revocations how many tokens a revocation was acknowledged for
   * @param checks how many checks were answered
   * @param goodChecks how many of all checks were of tokens that deserved a yes
   * @param needless how many of these got none
   * @param latestYesMillis the longest time after an acknowledgement that a check was allowed
   */
  record Findings(
      List<String> wrong,
      int revocations,
      int checks,
      int goodChecks,
      int needless,
      double latestYesMillis) {}

  /**
   * Judges a history whose load has ended with a check of each revoked token at each server.
   *
   * @param servers those that run in the end
   */
  static Findings judge(History history, Collection<String> servers) {
    HistoryChecker checker = new HistoryChecker(history);
    List<String> wrong = new ArrayList<>();
    checker.allowedTooLate(wrong);
    checker.lost(servers, wrong);
    checker.agesTooYoung(wrong);
    checker.agesTooOld(wrong);
    List<Check> good = checker.checks.stream().filter(history::wasGood).toList();
    return new Findings(
        wrong,
        checker.acknowledged.size(),
        (int) checker.checks.stream().filter(Check::answered).count(),
        good.size(),
        (int) good.stream().filter(check -> !check.allowed()).count(),
        checker.latestYesMillis());
  }

  private void allowedTooLate(List<String> wrong) {
    for (Check check : checks) {
      if (check.allowed() && millisAfterAcknowledgement(check) > check.bound().millis()) {
        wrong.add(
            "%s: %s said yes %.0f ms after the revocation was acknowledged, allowed are %d"
                .formatted(
                    name(check),
                    check.server(),
                    millisAfterAcknowledgement(check),
                    check.bound().millis()));
      }
    }
  }

  /** The last word of each server on each revoked token is that it is revoked. */
  private void lost(Collection<String> servers, List<String> wrong) {
    Map<String, Check> last = new HashMap<>();
    for (Check check : checks) {
      if (acknowledged.containsKey(check.token())) {
        last.merge(
            check.server() + " " + check.token(),
            check,
            (one, other) -> one.begunNanos() > other.begunNanos() ? one : other);
      }
    }
    for (String server : servers) {
      acknowledged.forEach((token, revoked) -> {
        Check check = last.get(server + " " + token);
        if (revoked.mayBeForgotten()) {
          return;
        }
        if (check == null) {
          wrong.add(
              "token %d, revoked by %s: %s was never asked"
                  .formatted(token, revoked.type(), server));
        } else if (!isRefusedAsRevoked(check)) {
          wrong.add("%s: lost, %s ends with %s".formatted(name(check), server, check.code()));
        }
      });
    }
  }

  /** A key of ours that is revoked is also published no more: its tokens are then unknown. */
  private boolean isRefusedAsRevoked(Check check) {
    return check.code().equals("token_revoked")
        || (check.code().equals("token_invalid")
            && !check.foreign()
            && history.areOwnKeysRevoked());
  }

  /**
   * A server that shows an age of g at some time knows all that was acknowledged until g before it:
   * no check after the reading allows what was revoked earlier.
   */
  private void agesTooYoung(List<String> wrong) {
    Map<String, NavigableMap<Long, Age>> claims = new HashMap<>();
    history.ages().stream()
        .sorted(Comparator.comparingLong(Age::endedNanos))
        .forEach(age -> {
          NavigableMap<Long, Age> of =
              claims.computeIfAbsent(age.server(), server -> new TreeMap<>());
          if (of.isEmpty() || age.claimedNanos() > of.lastEntry().getValue().claimedNanos()) {
            of.put(age.endedNanos(), age);
          }
        });
    for (Check check : checks) {
      Acknowledged revoked = acknowledged.get(check.token());
      NavigableMap<Long, Age> of = claims.get(check.server());
      if (revoked == null || of == null || !check.allowed() || !revoked.binds(check)) {
        continue;
      }
      Map.Entry<Long, Age> before = of.lowerEntry(check.begunNanos());
      if (before != null
          && before.getValue().speaksOf(revoked.type())
          && revoked.nanos() < before.getValue().claimedNanos() - ROUNDING_NANOS) {
        wrong.add(
            "%s: %s showed an age of %.3f s, but did not know a revocation that was older"
                .formatted(name(check), check.server(), before.getValue().seconds()));
      }
    }
  }

  /**
   * Who says yes by the log alone was fresh within S when it was asked, and is no less so later: an
   * age that is read after such a yes reaches no further back.
   */
  private void agesTooOld(List<String> wrong) {
    Map<String, NavigableMap<Long, Double>> proofs = new HashMap<>();
    checks.stream()
        .filter(check -> check.allowed() && check.foreign())
        .sorted(Comparator.comparingLong(Check::endedNanos))
        .forEach(check -> {
          double fresh = check.begunNanos() - check.bound().maxStalenessMillis() * NANOS_PER_MILLI;
          NavigableMap<Long, Double> of =
              proofs.computeIfAbsent(check.server(), server -> new TreeMap<>());
          if (of.isEmpty() || fresh > of.lastEntry().getValue()) {
            of.put(check.endedNanos(), fresh);
          }
        });
    for (Age age : history.ages()) {
      NavigableMap<Long, Double> of = proofs.get(age.server());
      Map.Entry<Long, Double> before = of == null ? null : of.lowerEntry(age.begunNanos());
      double latest = age.endedNanos() - age.seconds() * 1e9;
      if (before != null
          && !history.wasWithoutLog(before.getKey(), age.endedNanos())
          && latest < before.getValue() - ROUNDING_NANOS) {
        wrong.add(
            "%s showed an age of %.3f s after it had said yes by a younger proof"
                .formatted(age.server(), age.seconds()));
      }
    }
  }

  private double latestYesMillis() {
    return checks.stream()
        .filter(Check::allowed)
        .mapToDouble(this::millisAfterAcknowledgement)
        .max()
        .orElse(0);
  }

  private double millisAfterAcknowledgement(Check check) {
    Acknowledged revoked = acknowledged.get(check.token());
    return revoked == null || !revoked.binds(check)
        ? 0
        : Math.max(0, (check.begunNanos() - revoked.nanos()) / NANOS_PER_MILLI);
  }

  private String name(Check check) {
    Acknowledged revoked = acknowledged.get(check.token());
    return "token %d, revoked by %s, policy %s"
        .formatted(
            check.token(), revoked == null ? "nobody" : revoked.type(), check.bound().policy());
  }
}
