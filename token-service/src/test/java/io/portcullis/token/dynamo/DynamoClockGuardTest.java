package io.portcullis.token.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamoClockGuardTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  @Test
  void trustsNothingBeforeTheFirstAnswer() {
    try (DynamoConnection connection = connect(Duration.ZERO)) {
      assertThat(connection.clockGuard().trusted()).isFalse();
    }
  }

  // The header has whole seconds: what is off by more than ε + 1 s is always noticed.
  @ParameterizedTest
  @CsvSource({
    "0, true",
    "500, true",
    "-500, true",
    "2100, false",
    "-2100, false",
    "3600000, false"
  })
  void trustsAClockWithinTheBound(long offMillis, boolean trusted) {
    try (DynamoConnection connection = connect(Duration.ofMillis(offMillis))) {
      connection.client().listTables();
      assertThat(connection.clockGuard().trusted()).isEqualTo(trusted);
    }
  }

  private static DynamoConnection connect(Duration off) {
    InstantSource clock = () -> Instant.now().plus(off);
    return LocalDynamo.connect(DYNAMO.get(), "g-", clock);
  }
}
