package io.portcullis.token.http;

import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /.well-known/jwks.json} (RFC 7517). Verifiers that ask with {@code Cache-Control:
 * no-cache} take the answer as proof that its keys are good, so it is always from a strong read
 * that began after they asked; the others get the last good set when storage is away.
 */
final class JwksEndpoint implements Endpoint {
  private final SharedRead<String> keys;
  private final String cacheControl;
  private volatile @Nullable String lastGood;

  /**
   * @param keys renders the set from a strong read
   * @param maxAge for how long the others may keep it
   */
  JwksEndpoint(Supplier<String> keys, Duration maxAge) {
    this.keys = new SharedRead<>(keys);
    this.cacheControl = "max-age=" + maxAge.toSeconds();
  }

  @Override
  public Reply answer(Call call) {
    return Reply.of(200, "application/jwk-set+json", read(wantsProof(call)))
        .with("Cache-Control", cacheControl);
  }

  private String read(boolean proof) {
    try {
      String set = keys.get();
      lastGood = set;
      return set;
    } catch (StorageUnavailableException e) {
      String last = lastGood;
      if (proof || last == null) {
        throw e;
      }
      return last;
    }
  }

  private static boolean wantsProof(Call call) {
    return call.headers("cache-control").stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("no-cache"));
  }
}
