package io.portcullis.token.http;

import io.portcullis.kit.config.Secret;
import io.portcullis.kit.hash.Sha256;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Lets an operator in by the bootstrap credential, an opaque Bearer token. Only its hash is kept,
 * and hashes are compared, so that the time taken tells nothing of it.
 */
final class AdminAuthentication {
  private final Optional<byte[]> expected;

  /**
   * @param bootstrapToken nothing lets nobody in
   */
  AdminAuthentication(Optional<Secret> bootstrapToken) {
    this.expected = bootstrapToken.map(token -> Sha256.of(token.reveal()));
  }

  Endpoint guarding(Endpoint endpoint) {
    return call -> {
      Optional<String> presented = call.bearer();
      if (presented.isEmpty()) {
        return BearerCheck.missing(call);
      }
      boolean known =
          expected
              .filter(hash -> MessageDigest.isEqual(hash, Sha256.of(presented.get())))
              .isPresent();
      return known ? endpoint.answer(call) : BearerCheck.invalid(call);
    };
  }
}
