package io.portcullis.extauthz.jwks;

import java.util.List;

/** What the bytes of a JWK Set gave. */
sealed interface JwkSetReading {
  /** The usable keys, in the set's order, none of them twice; perhaps none. */
  record Keys(List<VerificationKey> usable, List<RefusedKey> refused) implements JwkSetReading {}

  /** No JWK Set at all. */
  record Unreadable(String reason) implements JwkSetReading {}
}
