package io.portcullis.extauthz.jwks;

import static io.portcullis.extauthz.jwks.JwkRefusal.unless;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a JWK Set (RFC 7517) key by key: one that cannot be trusted is left out with its reason,
 * and the rest of the set stays.
 */
final class JwkSetReader {
  private static final int MAX_KEYS = 128;
  private static final int MAX_KID_CHARS = 256;
  private static final int SHOWN_KID_CHARS = 64;
  private static final List<String> SECRET_MEMBERS =
      List.of("d", "k", "p", "q", "dp", "dq", "qi", "oth");

  private final EcKeyReader ec = new EcKeyReader();
  private final Ed25519KeyReader ed25519 = new Ed25519KeyReader();
  private final RsaKeyReader rsa = new RsaKeyReader();

  /** Never throws, whatever the bytes are. */
  JwkSetReading read(byte[] bytes) {
    JsonNode keys;
    try {
      keys = StrictJson.read(bytes).path("keys");
    } catch (IOException e) {
      return new JwkSetReading.Unreadable(String.valueOf(e.getMessage()));
    }
    if (!keys.isArray()) {
      return new JwkSetReading.Unreadable("has no array \"keys\"");
    }
    return keys.size() > MAX_KEYS
        ? new JwkSetReading.Unreadable("more than " + MAX_KEYS + " keys")
        : readKeys(keys);
  }

  private JwkSetReading readKeys(JsonNode keys) {
    Map<String, VerificationKey> usable = new LinkedHashMap<>();
    Set<String> ambiguous = new HashSet<>();
    List<RefusedKey> refused = new ArrayList<>();
    for (JsonNode node : keys) {
      try {
        VerificationKey key = readKey(node);
        VerificationKey earlier = usable.putIfAbsent(key.kid(), key);
        unless(!ambiguous.contains(key.kid()), KeyFault.KID_AMBIGUOUS);
        unless(!key.equals(earlier), KeyFault.KID_REPEATED);
        if (earlier != null) {
          ambiguous.add(key.kid());
          throw new JwkRefusal(KeyFault.KID_AMBIGUOUS);
        }
      } catch (JwkRefusal refusal) {
        refused.add(new RefusedKey(shown(node.path("kid").asText("")), refusal.fault()));
      }
    }
    for (String kid : ambiguous) {
      usable.remove(kid);
      refused.add(new RefusedKey(shown(kid), KeyFault.KID_AMBIGUOUS));
    }
    return new JwkSetReading.Keys(List.copyOf(usable.values()), List.copyOf(refused));
  }

  private VerificationKey readKey(JsonNode node) throws JwkRefusal {
    unless(node.isObject(), KeyFault.NOT_AN_OBJECT);
    JwkMembers jwk = new JwkMembers(node);
    String kid = jwk.text("kid");
    unless(!kid.isEmpty() && kid.length() <= MAX_KID_CHARS, KeyFault.KID_MISSING_OR_TOO_LONG);
    unless(SECRET_MEMBERS.stream().noneMatch(jwk::has), KeyFault.PRIVATE_OR_SYMMETRIC);
    KeyAlgorithm algorithm = algorithm(jwk);
    unless(isForVerifying(jwk), KeyFault.NOT_FOR_SIGNATURES);
    unless(declaresNothingElse(jwk, algorithm), KeyFault.ALGORITHM_MISMATCH);
    return new VerificationKey(kid, algorithm, publicKey(jwk, algorithm));
  }

  private static KeyAlgorithm algorithm(JwkMembers jwk) throws JwkRefusal {
    return switch (jwk.text("kty")) {
      case "EC" -> KeyAlgorithm.ES256;
      case "OKP" -> KeyAlgorithm.ED25519;
      case "RSA" -> KeyAlgorithm.RS256;
      case "oct" -> throw new JwkRefusal(KeyFault.PRIVATE_OR_SYMMETRIC);
      default -> throw new JwkRefusal(KeyFault.KEY_TYPE_UNSUPPORTED);
    };
  }

  private static boolean isForVerifying(JwkMembers jwk) throws JwkRefusal {
    if (jwk.has("use") && !jwk.text("use").equals("sig")) {
      return false;
    }
    if (!jwk.has("key_ops")) {
      return true;
    }
    for (JsonNode operation : jwk.json().get("key_ops")) {
      if (operation.isTextual() && operation.textValue().equals("verify")) {
        return true;
      }
    }
    return false;
  }

  private static boolean declaresNothingElse(JwkMembers jwk, KeyAlgorithm algorithm)
      throws JwkRefusal {
    if (!jwk.has("alg")) {
      return true;
    }
    String alg = jwk.text("alg");
    return switch (algorithm) {
      case ES256 -> alg.equals("ES256");
      case ED25519 -> alg.equals("Ed25519") || alg.equals("EdDSA");
      case RS256 -> alg.equals("RS256");
    };
  }

  private PublicKey publicKey(JwkMembers jwk, KeyAlgorithm algorithm) throws JwkRefusal {
    try {
      return switch (algorithm) {
        case ES256 -> ec.read(jwk);
        case ED25519 -> ed25519.read(jwk);
        case RS256 -> rsa.read(jwk);
      };
    } catch (GeneralSecurityException e) {
      throw new JwkRefusal(KeyFault.MEMBER_MALFORMED);
    }
  }

  private static String shown(String kid) {
    return kid.length() <= SHOWN_KID_CHARS ? kid : kid.substring(0, SHOWN_KID_CHARS);
  }
}
