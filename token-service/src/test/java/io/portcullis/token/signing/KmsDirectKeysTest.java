package io.portcullis.token.signing;

import static io.portcullis.token.signing.SigningKeysFixture.EVERY;
import static io.portcullis.token.signing.SigningKeysFixture.RETENTION;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.DynamoFaults;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.kms.model.KeySpec;

/** Signatures made in KMS. */
final class KmsDirectKeysTest {
  private static final byte[] INPUT = "header.payload".getBytes(US_ASCII);
  private static final int CONCURRENT = 8;

  @RegisterExtension
  static final SharedFixture<KmsKeysFixture> SERVICES = SharedFixture.of(KmsKeysFixture::start);

  private final MutableClock clock = MutableClock.at(Instant.parse("2026-03-01T12:00:00Z"));

  @Test
  void signsEs256InRawForm() throws Exception {
    SigningKey key = SERVICES.get().direct(CONCURRENT).make(SigningAlgorithm.ES256).key();

    String token = new TokenSigner().sign(new JWTClaimsSet.Builder().subject("x").build(), key);

    assertThat(key.sign(INPUT)).hasSize(64);
    assertThat(key.verify(INPUT, key.sign(INPUT))).isTrue();
    assertThat(JWSObject.parse(token).verify(new ECDSAVerifier(key.publicJwk().toECKey())))
        .isTrue();
  }

  @Test
  void signsRs256() throws Exception {
    SigningKey key = SERVICES.get().direct(CONCURRENT).make(SigningAlgorithm.RS256).key();

    String token = new TokenSigner().sign(new JWTClaimsSet.Builder().subject("x").build(), key);

    assertThat(key.sign(INPUT)).hasSize(256);
    assertThat(key.verify(INPUT, key.sign(INPUT))).isTrue();
    assertThat(JWSObject.parse(token).verify(new RSASSAVerifier(key.publicJwk().toRSAKey())))
        .isTrue();
  }

  @Test
  void instancesShareKeysAndTheGoneOneIsScheduledForDeletion() throws IOException {
    KmsDirectKeys custody = SERVICES.get().direct(CONCURRENT);
    SigningKeyStore store = SERVICES.get().store("https://direct", custody);
    RotatingSigningKeys keys =
        RotatingSigningKeys.open(
            store, SigningKeysFixture.rules(SigningAlgorithm.ES256, false), clock, () -> true);
    RotatingSigningKeys other =
        RotatingSigningKeys.open(
            SERVICES.get().store("https://direct", custody),
            SigningKeysFixture.rules(SigningAlgorithm.ES256, false),
            clock,
            () -> true);
    SigningKey first = keys.signers().getFirst();
    assertThat(first.verify(INPUT, other.signers().getFirst().sign(INPUT))).isTrue();
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);
    assertThat(state(first)).isEqualTo("Enabled");
    clock.advance(RETENTION);

    keys.maintain(String::isEmpty);

    assertThat(state(first)).isEqualTo("PendingDeletion");
    assertThat(state(keys.signers().getFirst())).isEqualTo("Enabled");
  }

  @Test
  void aKeyWhosePublicPartKmsDoesNotTellIsScheduledForDeletion() {
    KmsFaults kms = new KmsFaults(SERVICES.get().kmsConnection());
    kms.refuse(GetPublicKeyRequest.class::isInstance);
    KmsDirectKeys custody = SERVICES.get().direct(kms.connection(), CONCURRENT);

    assertThatThrownBy(() -> custody.make(SigningAlgorithm.ES256)).hasMessageContaining("KMS");

    assertThat(states(kms.created())).containsExactly("PendingDeletion");
  }

  @Test
  void keysOfAChangeThatNeedsOneMoreThanKmsMakesAreScheduledForDeletion() {
    KmsFaults kms = new KmsFaults(SERVICES.get().kmsConnection());
    kms.refuse(request ->
        request instanceof CreateKeyRequest create && create.keySpec() == KeySpec.RSA_2048);
    SigningKeyStore store =
        SERVICES.get().store("https://half", SERVICES.get().direct(kms.connection(), CONCURRENT));

    assertThatThrownBy(() -> open(store, true)).hasMessageContaining("KMS");

    assertThat(states(kms.created())).containsExactly("PendingDeletion", "PendingDeletion");
  }

  @Test
  void aKeyThatOthersKeptMeanwhileIsNotDeletedWhenAnAnswerWasLost() throws IOException {
    DynamoFaults dynamo = new DynamoFaults(SERVICES.get().connection().client());
    KmsFaults kms = new KmsFaults(SERVICES.get().kmsConnection());
    RotatingSigningKeys keys = open(lossy("https://lost", dynamo, kms), false);
    RotatingSigningKeys other =
        open(SERVICES.get().store("https://lost", SERVICES.get().direct(CONCURRENT)), false);
    String first = keys.signers().getFirst().kid();
    clock.advance(EVERY);
    dynamo.next(
        PutItemRequest.class,
        (request, call) -> {
          call.call();
          other.settle(first::equals);
          // As the library repeats it.
          return call.call();
        });

    keys.rotate();

    assertThat(keys.all())
        .extracting(key -> ((KmsSigningKey) key).keyId())
        .isEqualTo(kms.created().subList(1, 3));
    assertThat(states(kms.created())).containsExactly("PendingDeletion", "Enabled", "Enabled");
  }

  @Test
  void aKeyThatWasDroppedByAPutWhoseAnswerWasLostIsScheduledForDeletion() throws IOException {
    DynamoFaults dynamo = new DynamoFaults(SERVICES.get().connection().client());
    KmsFaults kms = new KmsFaults(SERVICES.get().kmsConnection());
    RotatingSigningKeys keys = open(lossy("https://dropped", dynamo, kms), false);
    SigningKey first = keys.signers().getFirst();
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);
    clock.advance(RETENTION);
    dynamo.next(
        PutItemRequest.class,
        (request, call) -> {
          call.call();
          throw SdkClientException.create("the answer was lost");
        });
    assertThatThrownBy(() -> keys.maintain(String::isEmpty)).hasMessageContaining("DynamoDB");

    keys.maintain(String::isEmpty);

    assertThat(state(first)).isEqualTo("PendingDeletion");
    assertThat(states(kms.created())).containsOnlyOnce("PendingDeletion");
  }

  @Test
  void aKeyThatWasMadeForAPutThatNeverCameIsScheduledForDeletion() throws IOException {
    DynamoFaults dynamo = new DynamoFaults(SERVICES.get().connection().client());
    KmsFaults kms = new KmsFaults(SERVICES.get().kmsConnection());
    RotatingSigningKeys keys = open(lossy("https://never", dynamo, kms), false);
    clock.advance(EVERY);
    dynamo.next(
        PutItemRequest.class,
        (request, call) -> {
          throw SdkClientException.create("no answer");
        });
    assertThat(keys.rotate()).isInstanceOf(KeyRotationResult.Unavailable.class);
    String forNothing = kms.created().getLast();
    assertThat(states(List.of(forNothing))).as("may be kept yet").containsExactly("Enabled");

    assertThat(keys.rotate()).isInstanceOf(KeyRotationResult.Rotated.class);

    assertThat(states(List.of(forNothing))).containsExactly("PendingDeletion");
    assertThat(states(kms.created())).containsOnlyOnce("PendingDeletion");
  }

  private RotatingSigningKeys open(SigningKeyStore store, boolean rs256) throws IOException {
    return RotatingSigningKeys.open(
        store, SigningKeysFixture.rules(SigningAlgorithm.ES256, rs256), clock, () -> true);
  }

  private static SigningKeyStore lossy(String issuer, DynamoFaults dynamo, KmsFaults kms) {
    return new DynamoSigningKeyStore(
        new DynamoConnection(dynamo.client(), "test-", () -> true, new SecureRandom()),
        issuer,
        SERVICES.get().direct(kms.connection(), CONCURRENT));
  }

  @Test
  void withoutKmsNothingIsSigned() throws IOException {
    SigningKey key = SERVICES.get().direct(CONCURRENT).make(SigningAlgorithm.ES256).key();
    SERVICES.get().kms().pause();
    try {
      assertThatThrownBy(() -> key.sign(INPUT)).isInstanceOf(StorageUnavailableException.class);
    } finally {
      SERVICES.get().kms().resume();
    }

    assertThat(key.verify(INPUT, key.sign(INPUT))).isTrue();
  }

  @Test
  void noMoreCallsThanAllowedWaitForKms() throws Exception {
    KmsGuard guard = new KmsGuard(1, 1000, clock);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Thread first =
        Thread.ofVirtual()
            .start(() ->
                guard.call(() -> {
                  inside.countDown();
                  return awaited(leave);
                }));
    inside.await();

    assertThatThrownBy(() -> guard.call(() -> "signature"))
        .isInstanceOf(StorageUnavailableException.class)
        .hasCauseInstanceOf(BulkheadFullException.class);

    leave.countDown();
    first.join();
    assertThat(guard.call(() -> "signature")).isEqualTo("signature");
  }

  @Test
  void afterARunOfFailuresKmsIsLeftAlone() {
    KmsGuard guard = new KmsGuard(CONCURRENT, 1000, clock);
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> guard.call(KmsDirectKeysTest::failing))
          .hasCauseInstanceOf(SdkClientException.class);
    }

    assertThatThrownBy(() -> guard.call(() -> "signature"))
        .isInstanceOf(StorageUnavailableException.class)
        .hasCauseInstanceOf(CallNotPermittedException.class);
  }

  @Test
  void noMoreCallsThanAllowedAreMadeInASecond() {
    KmsGuard guard = new KmsGuard(CONCURRENT, 20, clock);
    for (int i = 0; i < 20; i++) {
      assertThat(guard.call(() -> "signature")).isEqualTo("signature");
    }

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> guard.call(() -> "signature"))
          .isInstanceOf(StorageUnavailableException.class)
          .hasMessageContaining("quota");
    }

    clock.advance(Duration.ofSeconds(1));
    assertThat(guard.call(() -> "signature")).as("the breaker is closed").isEqualTo("signature");
  }

  @Test
  void aCallThatFailsIsTriedThreeTimes() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (KmsConnection kms =
        KmsConnection.open(Optional.of(endpoint), "us-east-1", Duration.ofSeconds(30))) {
      assertThatThrownBy(() -> SERVICES.get().direct(kms, CONCURRENT).make(SigningAlgorithm.ES256))
          .hasMessageContaining("KMS makes no new signing key");
    } finally {
      server.stop(0);
    }

    assertThat(calls).hasValue(3);
  }

  private static String failing() {
    throw SdkClientException.create("no answer");
  }

  private static String awaited(CountDownLatch latch) {
    try {
      latch.await();
      return "signature";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String state(SigningKey key) {
    return state(((KmsSigningKey) key).keyId());
  }

  private static List<String> states(List<String> ids) {
    return ids.stream().map(KmsDirectKeysTest::state).toList();
  }

  private static String state(String id) {
    return SERVICES
        .get()
        .kmsConnection()
        .client()
        .describeKey(describe -> describe.keyId(id))
        .keyMetadata()
        .keyStateAsString();
  }
}
