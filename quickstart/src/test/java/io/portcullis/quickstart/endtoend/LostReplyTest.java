package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.system.PortcullisSystem;
import io.portcullis.quickstart.system.SystemPlan;
import io.portcullis.testkit.DynamoDbFaults;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** FAPI 2.0 Security Profile 5.3.2.1 clause 10: a retry after a lost reply succeeds. */
final class LostReplyTest {
  @RegisterExtension static final SharedSystem SYSTEM = SharedSystem.with(SystemPlan.DEMO_POLICIES);

  @TempDir private Path folder = Path.of("");

  @Test
  void aServiceKilledBetweenTheWriteAndTheReplyLeavesTheSuccessorToTheRetry() throws Exception {
    SystemFixture fixture = SYSTEM.get();
    PortcullisSystem system = fixture.system();
    try (DynamoDbFaults stub = DynamoDbFaults.before(system.stores().dynamoDb().endpoint());
        StoredSessions sessions = StoredSessions.of(system);
        SecondTokenService second = SecondTokenService.start(system, stub.endpoint(), folder)) {
      String first = sessions.open("lost-reply");
      stub.onceWritten("UpdateItem", "demo-sessions", second::kill);
      assertThatThrownBy(() -> second.tokens(fixture).refresh(first))
          .isInstanceOf(IOException.class);
      assertThat(sessions.isCurrent(first)).isFalse();

      Tokens retried = Tokens.of(fixture.callers().tokens().refresh(first));
      assertThat(sessions.isCurrent(retried.refresh())).isTrue();
      second.startAgain();
      assertThat(Tokens.of(second.tokens(fixture).refresh(first)).refresh())
          .isEqualTo(retried.refresh());
      assertThat(fixture.callers().edge().call("/hello", retried.access()).status()).isEqualTo(200);
    }
  }
}
