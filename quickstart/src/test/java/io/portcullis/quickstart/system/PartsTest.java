package io.portcullis.quickstart.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartsTest {
  private final List<String> ended = new ArrayList<>();
  private final Parts parts =
      new Parts(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));

  @Test
  void endsInReverseOrderAlsoWhenOneFailsToEnd() {
    parts.keep("first", () -> ended.add("first"));
    parts.keep(
        "second",
        () -> {
          throw new IllegalStateException("will not end");
        });
    parts.keep("third", () -> ended.add("third"));
    parts.close();
    assertThat(ended).containsExactly("third", "first");
  }

  @Test
  void startsNothingOnceClosed() {
    parts.close();
    assertThatThrownBy(() -> parts.<AutoCloseable>start("late", () -> () -> ended.add("late")))
        .isInstanceOf(IllegalStateException.class);
  }
}
