package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/** Reads one published key as a refresher would, for the tests of other rooms. */
public final class KeyReading {
  private KeyReading() {}

  /** The key; empty if it is refused. */
  public static Optional<VerificationKey> key(String jwk) {
    JwkSetReading reading = new JwkSetReader().read(("{\"keys\":[" + jwk + "]}").getBytes(UTF_8));
    return reading instanceof JwkSetReading.Keys keys
        ? keys.usable().stream().findFirst()
        : Optional.empty();
  }
}
