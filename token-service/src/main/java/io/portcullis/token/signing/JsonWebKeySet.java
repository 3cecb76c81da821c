package io.portcullis.token.signing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.util.List;
import java.util.function.Predicate;

/** The published keys (RFC 7517): public members of all that are not revoked. */
public final class JsonWebKeySet {
  private final SigningKeys keys;

  public JsonWebKeySet(SigningKeys keys) {
    this.keys = keys;
  }

  /**
   * The set as JSON.
   *
   * @param revoked tells a revoked {@code kid}, read strongly just before: nodes take this answer
   *     as proof that a key is good
   */
  public String render(Predicate<String> revoked) {
    List<JWK> published =
        keys.all().stream()
            .filter(key -> !revoked.test(key.kid()))
            .map(SigningKey::publicJwk)
            .toList();
    return new JWKSet(published).toString(true);
  }
}
