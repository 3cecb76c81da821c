package io.portcullis.extauthz.jwks;

import java.io.IOException;

/** Where an issuer's JWK Set comes from. */
public interface JwksSource {
  /**
   * The bytes of the set as they are now.
   *
   * @throws IOException with a reason an operator can act on
   */
  byte[] fetch() throws IOException, InterruptedException;

  /** Whether an answer shows what the issuer publishes at this moment. */
  boolean asksIssuer();
}
