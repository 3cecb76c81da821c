package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwks.KeyAlgorithm;
import io.portcullis.extauthz.jwt.JsonValue.Members;
import io.portcullis.extauthz.jwt.JsonValue.Text;
import org.jspecify.annotations.Nullable;

/**
 * The three parameters of a JOSE header (RFC 7515 4.1) that are read.
 *
 * @param type {@code typ} in lower case, without {@code application/}
 */
record JoseHeader(KeyAlgorithm algorithm, String keyId, String type) {
  /**
   * Parameters that would change how the token is read or where its key comes from. None is
   * supported, and one that is not understood must not be passed over.
   */
  private static final String[] REFUSED = {
    "crit", "b64", "zip", "cty", "jwk", "jku", "x5u", "enc", "epk", "p2c", "p2s"
  };

  private static final int MAX_KEY_ID_CHARS = 256;
  private static final String MEDIA_PREFIX = "application/";

  /** Reads the decoded header; null if it lacks one of the three or holds one that is refused. */
  static @Nullable JoseHeader read(byte[] json) {
    Members members = JsonParser.parse(json);
    if (members == null || refuses(members)) {
      return null;
    }
    KeyAlgorithm algorithm = algorithm(text(members, "alg"));
    String keyId = text(members, "kid");
    String type = text(members, "typ");
    boolean complete = !keyId.isEmpty() && keyId.length() <= MAX_KEY_ID_CHARS && !type.isEmpty();
    return algorithm == null || !complete
        ? null
        : new JoseHeader(algorithm, keyId, canonicalType(type));
  }

  /** RFC 7515 4.1.9 and RFC 9068 2.1: case does not matter, the prefix may be left out. */
  static String canonicalType(String type) {
    String lower = AsciiCase.lower(type);
    return lower.startsWith(MEDIA_PREFIX) ? lower.substring(MEDIA_PREFIX.length()) : lower;
  }

  private static boolean refuses(Members members) {
    for (String name : REFUSED) {
      if (members.has(name)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable KeyAlgorithm algorithm(String name) {
    return switch (name) {
      case "ES256" -> KeyAlgorithm.ES256;
      case "EdDSA", "Ed25519" -> KeyAlgorithm.ED25519;
      case "RS256" -> KeyAlgorithm.RS256;
      default -> null;
    };
  }

  private static String text(Members members, String name) {
    return members.values().get(name) instanceof Text(String value) ? value : "";
  }
}
