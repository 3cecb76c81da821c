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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LocalSigningKeysTest {
  private static final byte[] INPUT = "header.payload".getBytes(US_ASCII);

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void keysOutliveARestart(SigningAlgorithm algorithm) throws IOException {
    List<SigningKey> first = open(algorithm).all();
    byte[] signature = first.getFirst().sign(INPUT);

    List<SigningKey> second = open(algorithm).all();

    assertThat(second).extracting(SigningKey::kid).isEqualTo(kids(first));
    assertThat(second.getFirst().verify(INPUT, signature)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void signaturesAreSixtyFourBytesAndBelongToTheirInput(SigningAlgorithm algorithm)
      throws IOException {
    SigningKey key = open(algorithm).all().getFirst();

    byte[] signature = key.sign(INPUT);

    assertThat(signature).hasSize(64);
    assertThat(key.verify("other".getBytes(US_ASCII), signature)).isFalse();
    assertThat(key.verify(INPUT, new byte[64])).isFalse();
    assertThat(key.verify(INPUT, java.util.Arrays.copyOf(signature, 65))).isFalse();
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
    LocalSigningKeys keys = open(SigningAlgorithm.ES256);

    JWKSet published = JWKSet.parse(new JsonWebKeySet(keys).render(kid -> false));

    assertThat(published.getKeys()).extracting(JWK::getKeyID).isEqualTo(kids(keys.all()));
    assertThat(published.getKeys()).hasSize(2).noneMatch(JWK::isPrivate);
    assertThat(published.getKeys()).allMatch(key -> "ES256".equals(key.getAlgorithm().getName()));
  }

  @Test
  void thePendingKeySignsOnceTheActiveOneIsRevoked() throws IOException {
    LocalSigningKeys keys = open(SigningAlgorithm.ES256);
    String revoked = keys.all().get(0).kid();
    String pending = keys.all().get(1).kid();

    assertThat(keys.active(revoked::equals)).map(SigningKey::kid).contains(pending);
    assertThat(new JsonWebKeySet(keys).render(revoked::equals)).doesNotContain(revoked);
  }

  @Test
  void refillingDropsRevokedKeysAndPutsANewOneBehind() throws IOException {
    LocalSigningKeys keys = open(SigningAlgorithm.ES256);
    String revoked = keys.all().get(0).kid();
    String pending = keys.all().get(1).kid();

    keys.refill(revoked::equals);

    assertThat(kids(keys.all())).hasSize(2).startsWith(pending).doesNotContain(revoked);
    assertThat(kids(open(SigningAlgorithm.ES256).all())).isEqualTo(kids(keys.all()));
  }

  private LocalSigningKeys open(SigningAlgorithm algorithm) throws IOException {
    return LocalSigningKeys.open(file(), algorithm, new SecureRandom());
  }

  private Path file() {
    return directory.resolve("keys.jwks");
  }

  private static List<String> kids(List<SigningKey> keys) {
    return keys.stream().map(SigningKey::kid).toList();
  }
}
