package io.portcullis.token.authorization;

/**
 * An authorization request that waits for its user, in one browser.
 *
 * @param id 128 random bits, base64url
 * @param parameters the request, form-encoded, as it came
 * @param browser SHA-256 of the secret of the browser that began it, hexadecimal
 * @param startedAtMillis a login after that answers {@code prompt=login}, Unix milliseconds
 */
public record Interaction(String id, String parameters, String browser, long startedAtMillis) {
  @Override
  public String toString() {
    return "Interaction[" + id + "]";
  }
}
