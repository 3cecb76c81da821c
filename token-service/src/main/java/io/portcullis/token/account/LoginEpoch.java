package io.portcullis.token.account;

import java.util.Optional;

/**
 * How often a user has ended all logins of browsers at once. One that began in an earlier epoch is
 * over, so nobody needs to know which there are, and no clock says what was earlier.
 *
 * @param spared the one login that the last such end left
 */
public record LoginEpoch(long number, Optional<String> spared) {
  /** Nothing was ended yet. */
  public static final LoginEpoch FIRST = new LoginEpoch(0, Optional.empty());

  /** Whether a login that began in some epoch is over. */
  public boolean isOver(String loginId, long begunIn) {
    return begunIn < number && spared.filter(loginId::equals).isEmpty();
  }
}
