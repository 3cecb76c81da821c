package io.portcullis.token.issuance;

import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.util.List;

/** Whether a password may be looked at. */
public sealed interface LoginTry {
  /**
   * It may, and counts as wrong until it is said to be right, or not to have been looked at.
   *
   * @param account empty where nothing that was typed can be one
   * @param counted where it counts
   */
  record Open(LoginPlace place, String account, List<Counted> counted) implements LoginTry {
    @Override
    public String toString() {
      return "Open[***]";
    }
  }

  /** Too often, or too early after others that were wrong. */
  record Refused(Exhausted verdict) implements LoginTry {}

  /**
   * One who is counted.
   *
   * @param limit of which kind
   */
  record Counted(RateLimit limit, String key) {
    @Override
    public String toString() {
      return "Counted[" + limit + "]";
    }
  }
}
