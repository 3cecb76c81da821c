package io.portcullis.token.backchannel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a delivery is over.
 *
 * @param timeout of one try, until the answer is read
 * @param attempts tries before it is given up
 * @param giveUpAfter the same, whatever their number
 */
public record DeliveryRules(Duration timeout, int attempts, Duration giveUpAfter) {
  /** Beyond the timeout: to make the token, and to write down what came of it. */
  private static final Duration BESIDES = Duration.ofSeconds(15);

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** How long an instance has an errand for itself. */
  Duration lease() {
    return timeout.plus(BESIDES);
  }

  /**
   * Milliseconds until the next try: between the half and the whole of 1 s, 2 s, 4 s … up to an
   * hour, so that a receiver that comes back is not met by all at once.
   *
   * @param tries how many there were, at least 1
   */
  long waitMillis(int tries, RandomGenerator random) {
    long bound =
        Math.min(LONGEST_WAIT.toMillis(), SHORTEST_WAIT.toMillis() << Math.min(tries - 1, 20));
    return bound / 2 + random.nextLong(bound / 2 + 1);
  }
}
