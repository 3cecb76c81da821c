package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.system.SystemPlan;
import io.portcullis.testkit.SharedFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KilledServerTest {
  @RegisterExtension
  static final SharedFixture<SystemFixture> SYSTEM =
      SharedFixture.of(() -> SystemFixture.start(SystemPlan.DEMO_POLICIES));

  @Test
  void envoyRefusesEverythingOnceTheServerIsGone() throws Exception {
    SystemFixture system = SYSTEM.get();
    Tokens tokens = system.logIn();
    assertThat(system.callers().edge().call("/hello", tokens.access()).status()).isEqualTo(200);
    long reached = system.system().servers().upstream().requests();
    system.system().servers().extAuthz().kill();
    for (String path : new String[] {"/hello", "/payments/", "/catalog/"}) {
      assertThat(system.callers().edge().call(path, tokens.access()).status()).isEqualTo(503);
    }
    assertThat(system.callers().edge().callAnonymously("/public/", Map.of()).status())
        .isEqualTo(503);
    assertThat(system.system().servers().upstream().requests()).isEqualTo(reached);
  }
}
