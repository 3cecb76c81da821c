package io.portcullis.token.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A registered OAuth client.
 *
 * @param clientId at most 128 visible ASCII characters without a comma
 * @param secretHash SHA-256 of the secret, in hexadecimal; absent for a public client
 * @param grantTypes names of RFC 6749, e.g. {@code refresh_token}
 * @param scopes all that it may be given
 * @param redirectUris compared byte for byte
 * @param postLogoutRedirectUris compared byte for byte
 * @param accessTokenAudience {@code aud} of its access tokens when it names no resource
 */
public record Client(
    String clientId,
    Optional<String> secretHash,
    Set<String> grantTypes,
    Set<String> scopes,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    String accessTokenAudience) {
  private static final Pattern CLIENT_ID = Pattern.compile("[!-+\\--~]{1,128}");

  // RFC 6749 3.3
  private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,128}");

  public Client {
    if (!CLIENT_ID.matcher(clientId).matches()) {
      throw new IllegalArgumentException(
          "a client id is at most 128 visible ASCII characters without a comma");
    }
    if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
      throw new IllegalArgumentException("a scope is no scope token of RFC 6749 section 3.3");
    }
    grantTypes = Set.copyOf(grantTypes);
    scopes = Set.copyOf(scopes);
    redirectUris = List.copyOf(redirectUris);
    postLogoutRedirectUris = List.copyOf(postLogoutRedirectUris);
  }

  /** Whether it can keep a secret (RFC 6749 section 2.1). */
  public boolean confidential() {
    return secretHash.isPresent();
  }

  @Override
  public String toString() {
    return "Client[" + clientId + "]";
  }
}
