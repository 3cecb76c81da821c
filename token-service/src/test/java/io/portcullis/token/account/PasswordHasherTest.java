package io.portcullis.token.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

final class PasswordHasherTest {
  private final PasswordHasher hasher = new PasswordHasher(new SecureRandom(), 1);

  @Test
  void matchesThePasswordThatWasHashedAndNoOther() {
    String hash = hasher.hash("correct horse".getBytes(UTF_8));

    assertThat(hasher.matches("correct horse".getBytes(UTF_8), hash)).isTrue();
    assertThat(hasher.matches("correct horsf".getBytes(UTF_8), hash)).isFalse();
    assertThat(hasher.matches(new byte[0], hash)).isFalse();
  }

  @Test
  void saltsEachHash() {
    assertThat(hasher.hash("same".getBytes(UTF_8)))
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
        .isNotEqualTo(hasher.hash("same".getBytes(UTF_8)));
  }

  // Made by the reference implementation: argon2 "somesalt" -id -t 2 -m 16 -p 1 -l 32 -e,
  // password "password" (test vectors of phc-winner-argon2).
  @Test
  void readsWhatTheReferenceImplementationWrites() {
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
            + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    assertThat(hasher.matches("password".getBytes(UTF_8), reference)).isTrue();
    assertThat(hasher.isOutdated(reference)).isFalse();
  }

  @Test
  void callsAWeakerHashOutdated() {
    assertThat(hasher.isOutdated("$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHQ$AAAA")).isTrue();
    assertThat(hasher.isOutdated("$argon2id$v=19$m=19456,t=1,p=1$c29tZXNhbHQ$AAAA")).isTrue();
    assertThat(hasher.isOutdated(hasher.hash("x".getBytes(UTF_8)))).isFalse();
  }
}
