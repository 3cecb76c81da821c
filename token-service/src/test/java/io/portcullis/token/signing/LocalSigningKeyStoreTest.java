package io.portcullis.token.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LocalSigningKeyStoreTest {
  private static final byte[] INPUT = "header.payload".getBytes(US_ASCII);

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(names = {"ES256", "ED25519"})
  void keysOutliveARestart(SigningAlgorithm algorithm) throws IOException {
    List<SigningKey> first = open(algorithm).all();
    byte[] signature = first.getFirst().sign(INPUT);

    List<SigningKey> second = open(algorithm).all();

    assertThat(second).extracting(SigningKey::kid).isEqualTo(kids(first));
    assertThat(second.getFirst().verify(INPUT, signature)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void signaturesHaveTheirExactLengthAndBelongToTheirInput(SigningAlgorithm algorithm) {
    SigningKey key = LocalSigningKey.generate(algorithm, new SecureRandom());

    byte[] signature = key.sign(INPUT);

    int length = algorithm == SigningAlgorithm.RS256 ? 256 : 64;
    assertThat(signature).hasSize(length);
    assertThat(key.verify("other".getBytes(US_ASCII), signature)).isFalse();
    assertThat(key.verify(INPUT, new byte[length])).isFalse();
    assertThat(key.verify(INPUT, Arrays.copyOf(signature, length + 1))).isFalse();
  }

  @Test
  void onlyTheOwnerMayReadTheFile() throws IOException {
    open(SigningAlgorithm.ES256);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    open(SigningAlgorithm.ES256);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> open(SigningAlgorithm.ES256)).hasMessageContaining("0600");
  }

  @Test
  void refusesAFileThatHoldsSomethingElse() throws IOException {
    Files.writeString(file(), "not keys");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> open(SigningAlgorithm.ES256)).hasMessageContaining("no JWK set");
  }

  @Test
  void publishesTheActiveAndAPendingKeyWithoutPrivateMembers() throws Exception {
    RotatingSigningKeys keys = open(SigningAlgorithm.ES256);

    JWKSet published = JWKSet.parse(new JsonWebKeySet(keys).render(kid -> false));

    assertThat(published.getKeys()).extracting(JWK::getKeyID).isEqualTo(kids(keys.all()));
    assertThat(published.getKeys()).hasSize(2).noneMatch(JWK::isPrivate);
    assertThat(published.getKeys()).allMatch(key -> "ES256".equals(key.getAlgorithm().getName()));
  }

  @Test
  void thePendingKeySignsOnceTheActiveOneIsRevoked() throws IOException {
    RotatingSigningKeys keys = open(SigningAlgorithm.ES256);
    String revoked = keys.all().get(0).kid();
    String pending = keys.all().get(1).kid();

    assertThat(keys.active(revoked::equals)).map(SigningKey::kid).contains(pending);
    assertThat(new JsonWebKeySet(keys).render(revoked::equals)).doesNotContain(revoked);
  }

  @Test
  void settlingDropsRevokedKeysAndPutsANewOneAhead() throws IOException {
    RotatingSigningKeys keys = open(SigningAlgorithm.ES256);
    String revoked = keys.all().get(0).kid();
    String pending = keys.all().get(1).kid();

    keys.settle(revoked::equals);

    assertThat(kids(keys.all())).hasSize(2).startsWith(pending).doesNotContain(revoked);
    assertThat(kids(open(SigningAlgorithm.ES256).all())).isEqualTo(kids(keys.all()));
  }

  @Test
  void aFileWithoutTimesCountsAsPublishedNow() throws IOException {
    List<String> before = kids(open(SigningAlgorithm.ES256).all());
    String text = Files.readString(file());
    Files.writeString(file(), text.replaceFirst("\"portcullis_key_times\"", "\"other\""));

    RotatingSigningKeys keys = open(SigningAlgorithm.ES256);

    assertThat(kids(keys.all())).isEqualTo(before);
    assertThat(keys.kept())
        .extracting(KeptKey::state)
        .containsExactly(KeyState.ACTIVE, KeyState.PENDING);
    assertThat(keys.rotate()).isInstanceOf(KeyRotationResult.TooEarly.class);
  }

  @Test
  void refusesAKeyWithoutTimesAmongOthersThatHaveThem() throws IOException {
    String kid = open(SigningAlgorithm.ES256).all().getFirst().kid();
    String times = "\"" + kid + "\":";
    String text = Files.readString(file());
    Files.writeString(file(), text.replace(times, "\"another\":"));

    assertThatThrownBy(() -> open(SigningAlgorithm.ES256)).hasMessageContaining("has no times");
  }

  private RotatingSigningKeys open(SigningAlgorithm algorithm) throws IOException {
    return SigningKeysFixture.open(file(), algorithm, InstantSource.system());
  }

  private Path file() {
    return directory.resolve("keys.jwks");
  }

  private static List<String> kids(List<SigningKey> keys) {
    return keys.stream().map(SigningKey::kid).toList();
  }
}
