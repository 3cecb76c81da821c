package io.portcullis.token.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.testkit.MutableClock;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The published keys while storage is away. */
final class JwksEndpointTest {
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  private final MutableClock clock = MutableClock.at(Instant.parse("2026-03-01T12:00:00Z"));
  private boolean away;
  private final JwksEndpoint endpoint = new JwksEndpoint(this::read, MAX_AGE, clock);

  @Test
  void answersTheLastGoodSetForAsLongAsAVerifierMayKeepIt() {
    endpoint.answer(asking());
    away = true;
    clock.advance(MAX_AGE);

    assertThat(endpoint.answer(asking()).status()).isEqualTo(200);
  }

  @Test
  void answersNoSetThatIsOlder() {
    endpoint.answer(asking());
    away = true;
    clock.advance(MAX_AGE.plusMillis(1));

    assertThatThrownBy(() -> endpoint.answer(asking()))
        .isInstanceOf(StorageUnavailableException.class);

    away = false;
    assertThat(endpoint.answer(asking()).status()).isEqualTo(200);
  }

  @Test
  void answersWhoeverWantsProofByNoSetThatWasReadBefore() {
    endpoint.answer(asking());
    away = true;

    assertThatThrownBy(() -> endpoint.answer(asking("no-cache")))
        .isInstanceOf(StorageUnavailableException.class);
  }

  private String read() {
    if (away) {
      throw new StorageUnavailableException("away", new IllegalStateException());
    }
    return "{\"keys\":[]}";
  }

  private static Call asking(String... cacheControl) {
    return new Call(
        "request-1",
        "127.0.0.1",
        new PeerCertificate.None(),
        "GET",
        "",
        Map.of(),
        Map.of("cache-control", List.of(cacheControl)),
        "");
  }
}
