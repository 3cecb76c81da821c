package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwkSetReaderTest {
  private static final BigInteger F4 = BigInteger.valueOf(65_537);
  private static final String GOOD = Jwks.ec("good");

  private final JwkSetReader reader = new JwkSetReader();

  @Test
  void readsEachAlgorithm() {
    JwkSetReading.Keys keys =
        keys(
            Jwks.with(Jwks.ec("a"), "\"alg\":\"ES256\",\"use\":\"sig\""),
            Jwks.with(Jwks.ed25519("b"), "\"alg\":\"EdDSA\""),
            Jwks.with(Jwks.ed25519("c"), "\"alg\":\"Ed25519\",\"key_ops\":[\"verify\"]"),
            Jwks.rsa("d", Jwks.rsaKey(2048).getModulus(), F4));

    assertThat(keys.refused()).isEmpty();
    assertThat(keys.usable())
        .extracting(VerificationKey::algorithm)
        .containsExactly(
            KeyAlgorithm.ES256, KeyAlgorithm.ED25519, KeyAlgorithm.ED25519, KeyAlgorithm.RS256);
  }

  @Test
  void acceptsHundredFreshEd25519Keys() {
    String[] fresh =
        IntStream.range(0, 100).mapToObj(i -> Jwks.ed25519("k" + i)).toArray(String[]::new);

    assertThat(keys(fresh).usable()).hasSize(100);
  }

  @Test
  void usesNeitherOfTwoDifferentKeysUnderOneId() {
    JwkSetReading.Keys keys = keys(Jwks.ec("twice"), GOOD, Jwks.ec("twice"), Jwks.ec("twice"));

    assertThat(keys.usable()).extracting(VerificationKey::kid).containsExactly("good");
    assertThat(keys.refused()).hasSize(3).extracting(RefusedKey::kid).containsOnly("twice");
  }

  @Test
  void usesKeyThatIsPublishedTwiceOnce() {
    assertThat(keys(GOOD, GOOD).usable()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[]} x"
      })
  void saysThatItIsNoKeySet(String text) {
    assertThat(reader.read(text.getBytes(UTF_8))).isInstanceOf(JwkSetReading.Unreadable.class);
  }

  @Test
  void neverThrowsOnAnyDamage() {
    byte[] whole =
        Jwks.set(GOOD, Jwks.ed25519("b"), Jwks.rsa("c", Jwks.rsaKey(2048).getModulus(), F4));
    Random random = new Random(42);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      assertThat(reader.read(damaged)).isNotNull();
    }
  }

  private JwkSetReading.Keys keys(String... jwks) {
    return (JwkSetReading.Keys) reader.read(Jwks.set(jwks));
  }
}
