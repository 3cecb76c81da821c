package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.VerifiedToken;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NearCacheAnswersTest {
  private static final VerifiedToken TOKEN = Tokens.foreign("s");
  private static final long[] MARKS = {-1};

  private final NearCacheAnswers answers = new NearCacheAnswers(1_000, 60_000, () -> 0);

  @Test
  void moreEventsThanAreRememberedMakeEveryAnswerSuspectOnce() {
    keep();
    drop(0, NearCacheAnswers.MAX_DROPS);
    assertThat(answers.current(TOKEN)).isEqualTo(Tokens.START);

    drop(NearCacheAnswers.MAX_DROPS, 1);

    assertThat(answers.current(TOKEN)).isEqualTo(NearCacheAnswers.ASK);
    keep();
    drop(NearCacheAnswers.MAX_DROPS + 1, 1_000);
    assertThat(answers.current(TOKEN)).isEqualTo(Tokens.START);
    answers.drop(MARKS[0]);
    assertThat(answers.current(TOKEN)).isEqualTo(NearCacheAnswers.ASK);
    assertThat(answers.last(TOKEN)).isEqualTo(Freshness.NONE);
  }

  private void keep() {
    answers.keep(TOKEN, answers.asking(), Tokens.START, MARKS);
  }

  private void drop(long from, long number) {
    LongStream.range(from, from + number).forEach(answers::drop);
  }
}
