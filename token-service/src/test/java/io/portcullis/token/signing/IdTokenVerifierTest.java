package io.portcullis.token.signing;

import static io.portcullis.token.signing.SigningKeysFixture.EVERY;
import static io.portcullis.token.signing.SigningKeysFixture.HINTS;
import static io.portcullis.token.signing.SigningKeysFixture.RETENTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.portcullis.testkit.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ID tokens that come back as hints, long after they were issued. */
final class IdTokenVerifierTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ISSUER = "https://auth.example.com";

  @TempDir private Path directory;
  private final MutableClock clock = MutableClock.at(START);
  private RotatingSigningKeys keys;
  private SigningKey first;
  private String hint;

  @BeforeEach
  void issueAnIdToken() throws IOException {
    keys = open();
    first = keys.signers().getFirst();
    hint = new TokenSigner().signIdToken(claims(), first);
  }

  @Test
  void takesAHintWhoseKeyIsPublishedNoMore() throws IOException {
    letTheFirstKeyGo();

    assertThat(keys.find(first.kid())).isEmpty();
    assertThat(hintBy(keys, kid -> false)).isTrue();
    assertThat(hintBy(open(), kid -> false)).as("after a restart").isTrue();
  }

  @Test
  void aKeyThatIsGoneIsGoodForHintsOnly() throws IOException {
    String accessToken = new TokenSigner().sign(claims(), first);
    AccessTokenVerifier verifier = new AccessTokenVerifier(keys, ISSUER, () -> START);
    assertThat(verifier.verify(accessToken)).isPresent();
    letTheFirstKeyGo();

    assertThat(verifier.verify(accessToken)).isEmpty();
    assertThat(new JsonWebKeySet(keys).render(kid -> false)).doesNotContain(first.kid());
    assertThat(keys.all()).doesNotContain(first);
    assertThat(keys.kept()).noneMatch(kept -> kept.kid().equals(first.kid()));
  }

  @Test
  void refusesAHintOfAKeyThatWasRevokedSinceItWasGone() throws IOException {
    letTheFirstKeyGo();

    assertThat(hintBy(keys, first.kid()::equals)).isFalse();
  }

  @Test
  void aKeyThatWasRevokedBeforeItWasGoneIsForgotten() throws IOException {
    keys.settle(first.kid()::equals);

    assertThat(keys.findEvenGone(first.kid())).isEmpty();
    assertThat(Files.readString(file())).doesNotContain(first.kid());
  }

  @Test
  void refusesAHintOnceNoSessionOfItCanLive() throws IOException {
    letTheFirstKeyGo();
    clock.advance(HINTS.minusMillis(1));
    keys.maintain(kid -> false);
    assertThat(hintBy(keys, kid -> false)).isTrue();
    clock.advance(Duration.ofMillis(1));

    keys.maintain(kid -> false);

    assertThat(hintBy(keys, kid -> false)).isFalse();
  }

  @Test
  void ofMorePastKeysThanAreKeptTheOldestIsForgotten() throws IOException {
    letTheFirstKeyGo();
    for (int i = 1; i < KeyRings.MOST_PAST_KEYS; i++) {
      letAKeyGo();
    }
    assertThat(hintBy(keys, kid -> false)).isTrue();

    letAKeyGo();

    assertThat(hintBy(keys, kid -> false)).isFalse();
    assertThat(keys.evenGone()).hasSize(2 + KeyRings.MOST_PAST_KEYS);
  }

  @Test
  void thePrivatePartLeavesWithTheKey() throws IOException {
    String secret = ((LocalSigningKey) first).privateJwk().toECKey().getD().toString();
    assertThat(Files.readString(file())).contains(secret);

    letTheFirstKeyGo();

    assertThat(Files.readString(file())).contains(first.kid()).doesNotContain(secret);
  }

  private void letTheFirstKeyGo() throws IOException {
    clock.advance(EVERY);
    letAKeyGo();
  }

  private void letAKeyGo() throws IOException {
    clock.advance(RETENTION);
    assertThat(keys.rotate()).isInstanceOf(KeyRotationResult.Rotated.class);
    clock.advance(RETENTION);
    keys.maintain(kid -> false);
  }

  private boolean hintBy(RotatingSigningKeys by, Predicate<String> revoked) {
    return new IdTokenVerifier(by, revoked, ISSUER).verify(hint).isPresent();
  }

  private RotatingSigningKeys open() throws IOException {
    return RotatingSigningKeys.open(
        LocalSigningKeyStore.open(file(), new SecureRandom(), clock),
        SigningKeysFixture.rules(SigningAlgorithm.ES256, false),
        clock,
        () -> true);
  }

  private Path file() {
    return directory.resolve("keys");
  }

  private static JWTClaimsSet claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .subject("ada")
        .audience("web")
        .claim("sid", "sid-1")
        .claim("sst", START.toEpochMilli())
        .claim("client_id", "web")
        .claim("tid", "default")
        .jwtID("jti-1")
        .issueTime(Date.from(START))
        .expirationTime(Date.from(START.plusSeconds(300)))
        .build();
  }
}
