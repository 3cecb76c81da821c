package io.portcullis.token.authorization;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.portcullis.kit.hash.Sha256;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/** Proof keys (RFC 7636), S256 only. */
public final class ProofKeys {
  // Section 4.1: 43 to 128 unreserved characters.
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  // Section 4.2: SHA-256 in base64url without padding.
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private ProofKeys() {}

  /** Whether it can be a challenge by S256 at all. */
  public static boolean isChallenge(String challenge) {
    return CHALLENGE.matcher(challenge).matches();
  }

  /** Whether the verifier is a well-formed one that belongs to the challenge, in constant time. */
  public static boolean matches(String verifier, String challenge) {
    return VERIFIER.matcher(verifier).matches()
        && MessageDigest.isEqual(
            Sha256.base64url(verifier).getBytes(US_ASCII), challenge.getBytes(US_ASCII));
  }
}
