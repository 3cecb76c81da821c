package io.portcullis.token.signing;

import static io.portcullis.token.signing.SigningKeysFixture.EVERY;
import static io.portcullis.token.signing.SigningKeysFixture.RETENTION;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Several instances that share keys by KMS and DynamoDB. */
final class KmsWrappedKeysTest {
  private static final byte[] INPUT = "header.payload".getBytes(US_ASCII);

  @RegisterExtension
  static final SharedFixture<KmsKeysFixture> SERVICES = SharedFixture.of(KmsKeysFixture::start);

  private final MutableClock clock = MutableClock.at(Instant.parse("2026-03-01T12:00:00Z"));
  private String issuer = "";

  @BeforeEach
  void takeAnIssuerOfItsOwn(TestInfo test) {
    issuer = "https://" + test.getDisplayName();
  }

  @Test
  void instancesSignWithTheSameKeyAndVerifyEachOthersTokens() throws IOException {
    RotatingSigningKeys one = instance();
    RotatingSigningKeys other = instance();

    byte[] signature = signer(one).sign(INPUT);

    assertThat(kids(other)).isEqualTo(kids(one));
    assertThat(other.find(signer(one).kid()).orElseThrow().verify(INPUT, signature)).isTrue();
    assertThat(signer(one).verify(INPUT, signer(other).sign(INPUT))).isTrue();
  }

  @Test
  void ofManyInstancesThatStartAtOnceOneMakesTheKeys() throws Exception {
    List<RotatingSigningKeys> instances = atOnce(4, this::instance);

    assertThat(instances).extracting(KmsWrappedKeysTest::kids).containsOnly(kids(instance()));
  }

  @Test
  void ofManyInstancesOneRotatesAndTheOthersFollow() throws Exception {
    List<RotatingSigningKeys> instances = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      instances.add(instance());
    }
    String pending = instances.getFirst().all().get(1).kid();
    clock.advance(EVERY);

    List<Optional<KeyRotationResult>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<KeyRotationResult>>> running = new ArrayList<>();
      for (RotatingSigningKeys instance : instances) {
        running.add(threads.submit(() -> instance.maintain(String::isEmpty)));
      }
      for (Future<Optional<KeyRotationResult>> one : running) {
        results.add(one.get());
      }
    }

    assertThat(results.stream().flatMap(Optional::stream))
        .containsExactly(new KeyRotationResult.Rotated());
    for (RotatingSigningKeys instance : instances) {
      instance.maintain(String::isEmpty);
    }
    assertThat(instances).extracting(KmsWrappedKeysTest::kids).containsOnly(kids(instance()));
    assertThat(instances).extracting(keys -> signer(keys).kid()).containsOnly(pending);
    assertThat(instances.getFirst().kept())
        .extracting(KeptKey::state)
        .containsExactly(KeyState.ACTIVE, KeyState.PENDING, KeyState.RETIRING);
  }

  @Test
  void whileKmsIsAwayIssuingGoesOnAndRotationWaits() throws IOException {
    RotatingSigningKeys keys = instance();
    SigningKey signer = signer(keys);
    clock.advance(EVERY);
    SERVICES.get().kms().pause();
    try {
      assertThat(keys.maintain(String::isEmpty))
          .get()
          .isInstanceOf(KeyRotationResult.Unavailable.class);
      assertThat(signer(keys)).isEqualTo(signer);
      assertThat(signer.verify(INPUT, signer.sign(INPUT))).isTrue();
    } finally {
      SERVICES.get().kms().resume();
    }

    assertThat(keys.maintain(String::isEmpty)).contains(new KeyRotationResult.Rotated());
    assertThat(signer(keys)).isNotEqualTo(signer);
  }

  @Test
  void whileKmsIsAwayARevokedKeyIsPassedOverForThePendingOne() throws IOException {
    RotatingSigningKeys keys = instance();
    SigningKey revoked = signer(keys);
    SERVICES.get().kms().pause();
    try {
      SigningKey next = keys.active(revoked.kid()::equals).orElseThrow();

      assertThat(next).isNotEqualTo(revoked);
      assertThat(next.verify(INPUT, next.sign(INPUT))).isTrue();
      assertThatThrownBy(() -> keys.settle(revoked.kid()::equals)).hasMessageContaining("KMS");
    } finally {
      SERVICES.get().kms().resume();
    }
  }

  @Test
  void whatCannotBeUnwrappedIsPublishedAndVerifiesAndSignsOnceItCan() throws IOException {
    RotatingSigningKeys first = instance();
    byte[] signature = signer(first).sign(INPUT);
    RotatingSigningKeys late;
    SERVICES.get().kms().pause();
    try {
      late = instance();
      SigningKey unopened = signer(late);

      assertThat(kids(late)).isEqualTo(kids(first));
      assertThat(unopened.unopened()).get().asString().contains("KMS");
      assertThat(unopened.verify(INPUT, signature)).isTrue();
      assertThatThrownBy(() -> unopened.sign(INPUT))
          .isInstanceOf(StorageUnavailableException.class);
    } finally {
      SERVICES.get().kms().resume();
    }

    late.maintain(String::isEmpty);

    assertThat(signer(late).verify(INPUT, signer(late).sign(INPUT))).isTrue();
  }

  @Test
  void aKeyThatIsOverLeavesTheItem() throws IOException {
    RotatingSigningKeys keys = instance();
    String first = signer(keys).kid();
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);
    clock.advance(RETENTION);

    keys.maintain(String::isEmpty);

    assertThat(item().get("keys")).asString().doesNotContain(first);
    assertThat(item().get("past")).asString().contains(first).doesNotContain("\"d\"", "reference");
    assertThat(keys.findEvenGone(first)).isPresent();
    assertThat(instance().findEvenGone(first)).isPresent();
    assertThat(kids(instance())).hasSize(2).isEqualTo(kids(keys));
  }

  @Test
  void theItemHoldsNoPrivateMember() throws IOException {
    instance();

    assertThat(item().toString()).contains("\"kid\"").doesNotContain("\"d\"", "\"p\"", "\"q\"");
  }

  @Test
  void aWrappedKeyDoesNotOpenUnderAnotherKid() throws IOException {
    KmsWrappedKeys custody = SERVICES.get().wrapped();
    KeyCustody.Held one = custody.make(SigningAlgorithm.ES256);
    KeyCustody.Held other = custody.make(SigningAlgorithm.ES256);

    assertThatThrownBy(() -> custody.open(one.key().publicJwk(), other.reference()))
        .hasMessageContaining("KMS does not unwrap it");
  }

  @Test
  void anInstanceWhoseClockIsAheadMovesNoKey() throws IOException {
    RotatingSigningKeys keys = instance(InstantSource.system(), SERVICES.get().connection());
    assertThat(keys.rotate()).isInstanceOf(KeyRotationResult.Rotated.class);
    List<String> before = kids(keys);
    InstantSource ahead = () -> Instant.now().plus(EVERY);
    try (DynamoConnection connection = SERVICES.get().connect(ahead)) {
      RotatingSigningKeys other = instance(ahead, connection);
      assertThat(signer(other).verify(INPUT, signer(keys).sign(INPUT))).isTrue();

      assertThatThrownBy(() -> other.maintain(String::isEmpty)).hasMessageContaining("clock");
      assertThat(other.rotate()).isInstanceOf(KeyRotationResult.Unavailable.class);
    }

    keys.maintain(String::isEmpty);
    assertThat(kids(keys)).isEqualTo(before);
    assertThat(keys.kept())
        .extracting(KeptKey::state)
        .containsExactly(KeyState.ACTIVE, KeyState.PENDING, KeyState.RETIRING);
  }

  @Test
  void anInstanceWhoseClockIsWrongMakesNoFirstKeys() {
    InstantSource behind = () -> Instant.now().minus(EVERY);
    try (DynamoConnection connection = SERVICES.get().connect(behind)) {
      assertThatThrownBy(() -> instance(behind, connection)).hasMessageContaining("clock");
    }

    assertThat(item()).isEmpty();
  }

  /** Whose keys may sign as soon as they are published. */
  private RotatingSigningKeys instance(InstantSource clock, DynamoConnection connection)
      throws IOException {
    return RotatingSigningKeys.open(
        new DynamoSigningKeyStore(connection, issuer, SERVICES.get().wrapped()),
        new RotationRules(
            SigningAlgorithm.ES256,
            false,
            EVERY,
            Duration.ZERO,
            RETENTION,
            SigningKeysFixture.HINTS),
        clock,
        connection.clockGuard());
  }

  private RotatingSigningKeys instance() throws IOException {
    return RotatingSigningKeys.open(
        SERVICES.get().store(issuer, SERVICES.get().wrapped()),
        SigningKeysFixture.rules(SigningAlgorithm.ES256, false),
        clock,
        () -> true);
  }

  private Map<String, AttributeValue> item() {
    return SERVICES
        .get()
        .connection()
        .client()
        .getItem(get ->
            get.tableName("test-accounts")
                .key(Map.of("pk", AttributeValue.fromS("signing-keys#" + issuer))))
        .item();
  }

  private static <T> List<T> atOnce(int times, Callable<T> call)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        running.add(threads.submit(call));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }

  private static SigningKey signer(RotatingSigningKeys keys) {
    return keys.active(String::isEmpty).orElseThrow();
  }

  private static List<String> kids(RotatingSigningKeys keys) {
    return keys.all().stream().map(SigningKey::kid).toList();
  }
}
