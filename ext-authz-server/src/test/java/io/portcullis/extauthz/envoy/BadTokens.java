package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.jwt.TokenDraft;
import java.util.Base64;
import java.util.Random;

/** Tokens that are all different and all bad, each from a source of its own. */
public final class BadTokens {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Random random;
  private final String header = draft().headerJson();
  private final String claims = draft().claimsJson();
  private int made;

  /** Makes the same tokens for the same seed. */
  public BadTokens(long seed) {
    this.random = new Random(seed);
  }

  /** A request with the next one. */
  public byte[] next() {
    made++;
    String number = Integer.toString(made);
    String token =
        switch (made % 6) {
          case 0 -> part(bytes(40)) + "." + part(bytes(90)) + "." + part(bytes(64));
          case 1 -> token(header, claims.replace(House.ISSUER, "https://a" + number));
          case 2 -> token(header.replace("ed-1", "kid-" + number), claims);
          default -> token(header, claims.replace("\"t-1\"", "\"t-" + number + "\""));
        };
    return request(token).toByteArray();
  }

  private CheckRequest request(String token) {
    CheckRequest.Builder check = House.request("", "authorization", "Bearer " + token).toBuilder();
    check
        .getAttributesBuilder()
        .getSourceBuilder()
        .getAddressBuilder()
        .getSocketAddressBuilder()
        .setAddress("10." + (made >> 16 & 0xff) + "." + (made >> 8 & 0xff) + "." + (made & 0xff));
    return check.build();
  }

  private String token(String headerJson, String claimsJson) {
    return part(headerJson.getBytes(UTF_8))
        + "."
        + part(claimsJson.getBytes(UTF_8))
        + "."
        + part(bytes(64));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String part(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }

  private static TokenDraft draft() {
    return House.draft(House.ED25519);
  }
}
