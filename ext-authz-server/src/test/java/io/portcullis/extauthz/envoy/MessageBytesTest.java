package io.portcullis.extauthz.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBytesTest {
  /** What a decompressing stream says is available is a guess: all, less, or one octet. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 700, 1_300, 20_000})
  void readsAMessageToItsEndWhateverIsSaidToBeAvailable(int length) {
    byte[] message = new byte[length];
    new Random(length).nextBytes(message);
    for (int available : new int[] {0, 1, length / 2, length, length + 1}) {
      assertThat(new MessageBytes().parse(new Guessing(message, available))).isEqualTo(message);
    }
  }

  private static final class Guessing extends ByteArrayInputStream {
    private final int guess;

    Guessing(byte[] message, int guess) {
      super(message);
      this.guess = guess;
    }

    @Override
    public synchronized int available() {
      return guess;
    }
  }
}
