package io.portcullis.quickstart.system;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What a person, a client and an operator know; drawn anew for each system.
 *
 * @param email the demo user
 * @param password the demo user's password
 * @param clientId the demo client
 * @param clientSecret the demo client's secret
 * @param adminToken the bootstrap credential of the admin API
 */
public record Credentials(
    String email, String password, String clientId, String clientSecret, String adminToken) {

  static Credentials draw(SecureRandom random) {
    return new Credentials(
        "ada@example.com", text(random), "demo-client", text(random), text(random));
  }

  /** A key of 256 bits as the key files have it: {@code id:base64}. */
  static String keyLine(SecureRandom random) {
    byte[] id = new byte[4];
    random.nextBytes(id);
    return "k"
        + HexFormat.of().formatHex(id)
        + ":"
        + Base64.getEncoder().encodeToString(bytes(random))
        + "\n";
  }

  /** Names only. */
  @Override
  public String toString() {
    return "Credentials[%s, %s, ***]".formatted(email, clientId);
  }

  private static String text(SecureRandom random) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random));
  }

  private static byte[] bytes(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }
}
