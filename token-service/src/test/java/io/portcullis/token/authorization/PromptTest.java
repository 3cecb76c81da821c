package io.portcullis.token.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTest {
  @ParameterizedTest
  @CsvSource({"LOGIN, , true", "CONSENT, , false", "CONSENT, 0, true", "CONSENT, 1, false"})
  void oidcCoreSection3121AMaxAgeOfNothingAsksForANewLogin(
      Prompt prompt, @Nullable Integer maxAge, boolean anew) {
    AuthorizationRequest request =
        new AuthorizationRequest(
            "web",
            URI.create("https://web.example/callback"),
            List.of("openid"),
            "api",
            "challenge",
            Optional.empty(),
            Set.of(prompt),
            Optional.ofNullable(maxAge).map(Duration::ofSeconds),
            Optional.empty());

    assertThat(request.asksAnew()).isEqualTo(anew);
  }
}
