package io.portcullis.token.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.LocalDynamo;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords and users on real storage. */
class PasswordVerifierTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final String PASSWORD = "correct horse battery";

  private DynamoConnection connection;
  private DynamoUserStore users;
  private PasswordVerifier verifier;

  @BeforeEach
  void open() {
    SecureRandom random = new SecureRandom();
    connection = LocalDynamo.connect(DYNAMO.get(), "pw-");
    users = new DynamoUserStore(connection);
    users.createTable();
    verifier = new PasswordVerifier(users, random, 1, 5_000);
  }

  @AfterEach
  void close() {
    verifier.close();
    connection.close();
  }

  @Test
  void aLoginRaisesAHashOfWeakerParametersAndTheNextOneLeavesItAlone() {
    String weak = weakHash();
    User user = add("weak", "weak@example.com", weak);

    assertThat(verifier.check("weak@example.com", PASSWORD))
        .isInstanceOf(PasswordCheck.Accepted.class);
    String raised = stored(user);
    assertThat(raised).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(weak);
    assertThat(verifier.check("weak@example.com", PASSWORD))
        .isInstanceOf(PasswordCheck.Accepted.class);
    assertThat(stored(user)).isEqualTo(raised);
  }

  @Test
  void aWrongPasswordRaisesNothing() {
    String weak = weakHash();
    User user = add("wrong", "wrong@example.com", weak);

    assertThat(verifier.check("wrong@example.com", PASSWORD + "x"))
        .isInstanceOf(PasswordCheck.Rejected.class);
    assertThat(stored(user)).isEqualTo(weak);
  }

  @Test
  void oidcCoreSection2ASubjectIsNeverGivenToSomebodyElse() {
    User first = add("taken", "first@example.com", "hash");

    assertThat(users.add(user("taken", "second@example.com", "other"))).isFalse();
    assertThat(users.find("default", "taken").flatMap(User::email)).isEqualTo(first.email());
    assertThat(users.findByEmail(EmailAddress.parse("second@example.com").orElseThrow())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ü", "a b", "a,b", "a\n"})
  void oidcCoreSection2ASubjectHas255AsciiCharactersAtMost(String bad) {
    assertThat(user("s".repeat(255), "long@example.com", "hash").userId()).hasSize(255);
    assertThatThrownBy(() -> user("s".repeat(256), "long@example.com", "hash"))
        .hasMessageContaining("at most 255 visible ASCII characters");
    assertThatThrownBy(() -> user(bad, "long@example.com", "hash"))
        .hasMessageContaining("at most 255 visible ASCII characters");
  }

  private User add(String id, String email, String hash) {
    User user = user(id, email, hash);
    assertThat(users.add(user)).isTrue();
    return user;
  }

  private static User user(String id, String email, String hash) {
    return new User("default", id, EmailAddress.parse(email), Optional.of(hash), true);
  }

  private String stored(User user) {
    return users.find(user.tenant(), user.userId()).flatMap(User::passwordHash).orElseThrow();
  }

  /** As it was made when less memory was thought to be enough. */
  private static String weakHash() {
    byte[] salt = "sixteen bytes ok".getBytes(UTF_8);
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(1024)
            .withIterations(1)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[32];
    argon2.generateBytes(PASSWORD.getBytes(UTF_8), hash);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=1024,t=1,p=1$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }
}
