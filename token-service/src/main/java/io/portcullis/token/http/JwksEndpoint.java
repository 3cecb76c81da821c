package io.portcullis.token.http;

import io.portcullis.kit.concurrent.SharedRead;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /.well-known/jwks.json} (RFC 7517). Verifiers that ask with {@code Cache-Control:
 * no-cache} take the answer as proof that its keys are good, so it is always from a strong read
 * that began after they asked; the others get the last good set when storage is away, unless it is
 * older than any that a verifier may keep. No key signs before it has been published for twice as
 * long, so a verifier that keeps such a set knows every key that signs.
 */
final class JwksEndpoint implements Endpoint {
  private final SharedRead<String> keys;
  private final String cacheControl;
  private final InstantSource clock;
  private final Duration maxAge;
  private volatile @Nullable LastGood lastGood;

  private record LastGood(String set, Instant askedAt) {}

  /**
   * @param keys renders the set from a strong read
   * @param maxAge for how long the others may keep it
   */
  JwksEndpoint(Supplier<String> keys, Duration maxAge, InstantSource clock) {
    this.keys = new SharedRead<>(keys);
    this.maxAge = maxAge;
    this.clock = clock;
    this.cacheControl = "max-age=" + maxAge.toSeconds();
  }

  @Override
  public Reply answer(Call call) {
    return Reply.of(200, "application/jwk-set+json", read(wantsProof(call)))
        .with("Cache-Control", cacheControl);
  }

  private String read(boolean proof) {
    Instant now = clock.instant();
    try {
      String set = keys.get();
      lastGood = new LastGood(set, now);
      return set;
    } catch (StorageUnavailableException e) {
      LastGood last = lastGood;
      if (proof || last == null || last.askedAt().plus(maxAge).isBefore(now)) {
        throw e;
      }
      return last.set();
    }
  }

  private static boolean wantsProof(Call call) {
    return call.headers("cache-control").stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("no-cache"));
  }
}
