package io.portcullis.token.signing;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.util.Map;

/**
 * Makes keys in the one mode that is configured, and opens those that were made in another before
 * the mode was changed. A reference begins with the mode of its key.
 */
public final class KeysByMode implements KeyCustody {
  private static final String SEPARATOR = ":";

  private final String mode;
  private final Map<String, KeyCustody> custodies;

  /**
   * @param mode of new keys, one of {@code custodies}
   * @param custodies by mode, as far as they are configured
   */
  public KeysByMode(String mode, Map<String, KeyCustody> custodies) {
    this.mode = mode;
    this.custodies = Map.copyOf(custodies);
  }

  @Override
  public Held make(SigningAlgorithm algorithm) throws IOException {
    return marked(mode, custody(mode).make(algorithm));
  }

  @Override
  public Held open(JWK publicJwk, String reference) throws IOException {
    String made = modeOf(reference);
    return marked(made, custody(made).open(publicJwk, unmarked(reference)));
  }

  @Override
  public void discard(Held held) {
    KeyCustody custody = custodies.get(modeOf(held.reference()));
    if (custody != null) {
      custody.discard(new Held(held.key(), unmarked(held.reference())));
    }
  }

  private KeyCustody custody(String made) throws IOException {
    KeyCustody custody = custodies.get(made);
    if (custody == null) {
      throw new IOException(
          "it was made with signing.mode: "
              + made
              + ", whose signing.kms.key_id is not configured");
    }
    return custody;
  }

  // Before there were marks, an item had keys of one mode only.
  private String modeOf(String reference) {
    int end = reference.indexOf(SEPARATOR);
    return end < 0 ? mode : reference.substring(0, end);
  }

  private static Held marked(String mode, Held held) {
    return new Held(held.key(), mode + SEPARATOR + held.reference());
  }

  private static String unmarked(String reference) {
    return reference.substring(reference.indexOf(SEPARATOR) + 1);
  }
}
