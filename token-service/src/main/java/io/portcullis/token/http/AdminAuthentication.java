package io.portcullis.token.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.kit.config.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    this.expected = bootstrapToken.map(token -> sha256(token.reveal()));
  }

  Endpoint guarding(Endpoint endpoint) {
    return call -> {
      Optional<String> presented = call.bearer();
      if (presented.isEmpty()) {
        return BearerCheck.missing(call);
      }
      boolean known =
          expected.filter(hash -> MessageDigest.isEqual(hash, sha256(presented.get()))).isPresent();
      return known ? endpoint.answer(call) : BearerCheck.invalid(call);
    };
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
