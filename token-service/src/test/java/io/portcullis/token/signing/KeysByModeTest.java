package io.portcullis.token.signing;

import static io.portcullis.token.signing.SigningKeysFixture.EVERY;
import static io.portcullis.token.signing.SigningKeysFixture.RETENTION;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.SharedFixture;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change of {@code signing.mode}, under the same issuer. */
final class KeysByModeTest {
  private static final byte[] INPUT = "header.payload".getBytes(US_ASCII);

  @RegisterExtension
  static final SharedFixture<KmsKeysFixture> SERVICES = SharedFixture.of(KmsKeysFixture::start);

  private final MutableClock clock = MutableClock.at(Instant.parse("2026-03-01T12:00:00Z"));

  @ParameterizedTest
  @CsvSource({"kms-wrapped, kms-direct", "kms-direct, kms-wrapped"})
  void keysOfTheModeBeforeSignUntilTheirTimeIsOverAndNewOnesAreOfTheNewMode(
      String before, String after) throws IOException {
    String issuer = "https://from-" + before;
    RotatingSigningKeys old = open(issuer, SERVICES.get().inMode(before));
    byte[] signature = old.signers().getFirst().sign(INPUT);

    RotatingSigningKeys keys = open(issuer, SERVICES.get().inMode(after));

    assertThat(kids(keys)).isEqualTo(kids(old));
    assertThat(keys.signers().getFirst().verify(INPUT, signature)).isTrue();
    assertThat(old.signers().getFirst().verify(INPUT, keys.signers().getFirst().sign(INPUT)))
        .isTrue();
    Class<?> oldKind = keys.signers().getFirst().getClass();
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);
    assertThat(keys.all())
        .extracting(key -> key.getClass().equals(oldKind))
        .containsExactly(true, false, true);
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);
    clock.advance(RETENTION);
    keys.maintain(String::isEmpty);
    assertThat(keys.all()).hasSize(2).noneMatch(oldKind::isInstance);
    assertThat(keys.all()).allMatch(key -> key.verify(INPUT, key.sign(INPUT)));
  }

  @Test
  void aKeyOfAModeThatIsNotConfiguredIsPublishedAndVerifiesAndSaysWhyItDoesNotSign()
      throws IOException {
    String issuer = "https://unconfigured";
    RotatingSigningKeys old = open(issuer, SERVICES.get().inMode("kms-wrapped"));
    byte[] signature = old.signers().getFirst().sign(INPUT);

    RotatingSigningKeys keys =
        open(issuer, new KeysByMode("kms-direct", Map.of("kms-direct", SERVICES.get().direct(8))));

    SigningKey first = keys.signers().getFirst();
    assertThat(kids(keys)).isEqualTo(kids(old));
    assertThat(first.verify(INPUT, signature)).isTrue();
    assertThatThrownBy(() -> first.sign(INPUT)).hasMessageContaining("signing.kms.key_id");
    assertThat(first.unopened()).get().asString().contains("signing.mode: kms-wrapped");
  }

  private RotatingSigningKeys open(String issuer, KeyCustody custody) throws IOException {
    return RotatingSigningKeys.open(
        SERVICES.get().store(issuer, custody),
        SigningKeysFixture.rules(SigningAlgorithm.ES256, false),
        clock,
        () -> true);
  }

  private static List<String> kids(RotatingSigningKeys keys) {
    return keys.all().stream().map(SigningKey::kid).toList();
  }
}
