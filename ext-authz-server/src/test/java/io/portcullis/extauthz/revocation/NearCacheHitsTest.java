package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.NearCacheAnswers.Asked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A busy node: 20,000 checks a second by 5,000 active users, of whom the k-th is 1/k as active as
 * the first (Zipf, exponent 1), each with a token of five minutes that is renewed when it ends; an
 * answer is used for the default of five seconds. Time is simulated, the cache is the real one.
 */
class NearCacheHitsTest {
  private static final int CHECKS_PER_SECOND = 20_000;
  private static final int USERS = 5_000;
  private static final int TOKEN_SECONDS = 300;
  private static final int WARM_UP_SECONDS = 10;
  private static final int SECONDS = 30;

  private final Random random = new Random(42);
  private final double[] cumulated = zipf();
  private final int[] phases = random.ints(USERS, 0, TOKEN_SECONDS).toArray();
  private final List<VerifiedToken> tokens = new ArrayList<>();
  private long nanos;

  @Test
  void answersNinetyFiveOfAHundredChecksWithoutRedis() {
    NearCacheAnswers answers = new NearCacheAnswers(65_536, 5_000, () -> nanos);
    for (int user = 0; user < USERS; user++) {
      tokens.add(Tokens.ofIssuer("https://auth.example.com", user + "-0"));
    }

    check(answers, WARM_UP_SECONDS);
    int hits = check(answers, SECONDS);

    assertThat(hits / (double) (SECONDS * CHECKS_PER_SECOND)).isBetween(0.95, 0.99);
  }

  private int check(NearCacheAnswers answers, int seconds) {
    int hits = 0;
    for (int i = 0; i < seconds * CHECKS_PER_SECOND; i++) {
      nanos += 1_000_000_000L / CHECKS_PER_SECOND;
      VerifiedToken token = token(user());
      if (answers.current(token) != NearCacheAnswers.ASK) {
        hits++;
      } else {
        Asked asked = answers.asking();
        answers.keep(token, asked, Tokens.START, new long[] {token.hashCode()});
      }
    }
    return hits;
  }

  private VerifiedToken token(int user) {
    long renewals = (nanos / 1_000_000_000L + phases[user]) / TOKEN_SECONDS;
    String session = user + "-" + renewals;
    if (!tokens.get(user).sessionId().equals(session)) {
      tokens.set(user, Tokens.ofIssuer("https://auth.example.com", session));
    }
    return tokens.get(user);
  }

  private int user() {
    int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[USERS - 1]);
    return Math.min(USERS - 1, found < 0 ? -found - 1 : found);
  }

  private static double[] zipf() {
    double[] sums = new double[USERS];
    double sum = 0;
    for (int i = 0; i < USERS; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    return sums;
  }
}
