package io.portcullis.token.signing;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The keys in order: the first that is not revoked is ACTIVE and signs, the ones after it are
 * PENDING, published so that verifiers know them before they sign.
 */
public interface SigningKeys {
  List<SigningKey> all();

  /** The key that signs now, or nothing when all are revoked. */
  default Optional<SigningKey> active(Predicate<String> revoked) {
    return all().stream().filter(key -> !revoked.test(key.kid())).findFirst();
  }

  default Optional<SigningKey> find(String kid) {
    return all().stream().filter(key -> key.kid().equals(kid)).findFirst();
  }
}
