package io.portcullis.token.client;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a client's tokens are signed with; the usual algorithm, unless it is named.
 *
 * @param idToken of its ID tokens, and of the logout tokens that are sent to it
 * @param accessToken of its access tokens, for resource servers that verify nothing newer
 */
public record TokenAlgorithms(Optional<String> idToken, Optional<String> accessToken) {
  /** As the service's configuration says. */
  public static final TokenAlgorithms USUAL =
      new TokenAlgorithms(Optional.empty(), Optional.empty());

  /** RFC 9068 section 4 and OpenID Connect Discovery section 3 let clients count on it. */
  private static final String RS256 = "RS256";

  public TokenAlgorithms {
    onlyRs256("id_token_signed_response_alg", idToken);
    onlyRs256("access_token_signed_response_alg", accessToken);
  }

  /** Whether any of them needs a key that is not always kept. */
  public boolean needRs256() {
    return Stream.of(idToken, accessToken).anyMatch(Optional::isPresent);
  }

  private static void onlyRs256(String key, Optional<String> algorithm) {
    if (!algorithm.stream().allMatch(RS256::equals)) {
      throw new IllegalArgumentException(
          key + " can only be RS256; without it the usual one is used");
    }
  }
}
