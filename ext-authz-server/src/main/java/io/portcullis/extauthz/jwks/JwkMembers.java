package io.portcullis.extauthz.jwks;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Base64;

/** The members of one JWK, read strictly. */
record JwkMembers(JsonNode json) {
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  boolean has(String name) {
    return json.has(name);
  }

  /** The member as a string; empty when it is absent. */
  String text(String name) throws JwkRefusal {
    JsonNode value = json.get(name);
    if (value == null) {
      return "";
    }
    JwkRefusal.unless(value.isTextual(), KeyFault.MEMBER_MALFORMED);
    return value.textValue();
  }

  /** RFC 7518 2: base64url without padding, and of one spelling only. */
  byte[] bytes(String name) throws JwkRefusal {
    String text = text(name);
    try {
      byte[] bytes = DECODER.decode(text);
      JwkRefusal.unless(
          bytes.length > 0 && ENCODER.encodeToString(bytes).equals(text),
          KeyFault.MEMBER_MALFORMED);
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new JwkRefusal(KeyFault.MEMBER_MALFORMED);
    }
  }

  BigInteger unsigned(String name) throws JwkRefusal {
    return new BigInteger(1, bytes(name));
  }
}
