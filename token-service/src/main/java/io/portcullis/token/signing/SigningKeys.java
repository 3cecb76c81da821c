package io.portcullis.token.signing;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The keys that are published: some sign, the others only verify. */
public interface SigningKeys {
  /** Every published key, in any state. */
  List<SigningKey> all();

  /**
   * The keys that may sign access tokens, ACTIVE before PENDING: the first that is not revoked
   * does.
   */
  List<SigningKey> signers();

  /** The same for one algorithm; empty when no key of it is kept. */
  List<SigningKey> signers(SigningAlgorithm algorithm);

  /**
   * The public half of a key that is published, or was once: for hints, which prove nothing but
   * whom they are about. Never a key that was revoked before it was over.
   */
  Optional<VerificationKey> findEvenGone(String kid);

  /**
   * The key that signs access tokens now, or nothing when all are revoked.
   *
   * @param revoked tells a revoked {@code kid}, by a strong read where a token is minted
   */
  default Optional<SigningKey> active(Predicate<String> revoked) {
    return signers().stream().filter(key -> !revoked.test(key.kid())).findFirst();
  }

  /** The key that signs with this algorithm now, or nothing when there is none. */
  default Optional<SigningKey> active(SigningAlgorithm algorithm, Predicate<String> revoked) {
    return signers(algorithm).stream().filter(key -> !revoked.test(key.kid())).findFirst();
  }

  default Optional<SigningKey> find(String kid) {
    return all().stream().filter(key -> key.kid().equals(kid)).findFirst();
  }
}
