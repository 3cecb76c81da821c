package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SlotQueueTest {
  private final List<List<String>> sent = new ArrayList<>();
  private final List<CompletableFuture<SlotReading>> answers = new ArrayList<>();
  private boolean broken;
  private final SlotQueue queue = new SlotQueue("0", this::send);

  @Test
  void whatComesWhileQuestionsAreOnTheirWaySharesTheNext() {
    List<CompletableFuture<SlotReading>> asked = new ArrayList<>();
    for (int i = 0; i < SlotQueue.MAX_FLYING + 3; i++) {
      asked.add(queue.read(List.of("a" + i, "b" + i)));
    }
    assertThat(sent).hasSize(SlotQueue.MAX_FLYING);

    answer(0);

    assertThat(sent.getLast()).containsExactly("a4", "b4", "a5", "b5", "a6", "b6");
    answer(SlotQueue.MAX_FLYING);
    assertThat(asked.get(5).join().values()).containsExactly(Optional.of("a5"), Optional.of("b5"));
    assertThat(asked.get(1)).isNotDone();
  }

  @Test
  void failureIsThatOfAllWhoShareItAndTheNextAreSent() {
    List<CompletableFuture<SlotReading>> asked = new ArrayList<>();
    for (int i = 0; i < SlotQueue.MAX_FLYING + 2; i++) {
      asked.add(queue.read(List.of("a" + i)));
    }
    answer(0);

    answers.getLast().completeExceptionally(new IllegalStateException("gone"));

    assertThat(asked.get(4)).isCompletedExceptionally();
    assertThat(asked.get(5)).isCompletedExceptionally();
    CompletableFuture<SlotReading> later = queue.read(List.of("later"));
    answer(answers.size() - 1);
    assertThat(later.join().values()).containsExactly(Optional.of("later"));
  }

  @Test
  void questionThatCannotBeSentTakesNoPlace() {
    broken = true;
    for (int i = 0; i < 2 * SlotQueue.MAX_FLYING; i++) {
      assertThat(queue.read(List.of("a" + i))).isCompletedExceptionally();
    }
    broken = false;

    CompletableFuture<SlotReading> later = queue.read(List.of("later"));

    answer(0);
    assertThat(later.join().values()).containsExactly(Optional.of("later"));
  }

  @Test
  void oneQuestionIsSharedByALimitedNumber() {
    for (int i = 0; i < SlotQueue.MAX_FLYING + SlotQueue.MAX_SHARED + 1; i++) {
      var _ = queue.read(List.of("a" + i));
    }

    answer(0);

    assertThat(sent.getLast()).hasSize(SlotQueue.MAX_SHARED);
  }

  private void answer(int question) {
    answers
        .get(question)
        .complete(
            new SlotReading(
                new byte[0], "", sent.get(question).stream().map(Optional::of).toList()));
  }

  private CompletableFuture<SlotReading> send(String shard, List<String> names) {
    if (broken) {
      throw new AssertionError("planned");
    }
    sent.add(names);
    answers.add(new CompletableFuture<>());
    return answers.getLast();
  }
}
