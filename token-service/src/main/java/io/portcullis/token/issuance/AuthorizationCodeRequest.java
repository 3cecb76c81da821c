package io.portcullis.token.issuance;

import io.portcullis.token.client.ClientProof;
import java.util.Optional;
import java.util.Set;

/**
 * A client that exchanges an authorization code (RFC 6749 section 4.1.3).
 *
 * @param redirectUri where the code was sent, if the client says so
 * @param codeVerifier RFC 7636 section 4.5
 * @param resources RFC 8707: what of the authorized ones the token shall be for
 */
public record AuthorizationCodeRequest(
    ClientProof client,
    String code,
    Optional<String> redirectUri,
    Optional<String> codeVerifier,
    Set<String> resources) {
  public AuthorizationCodeRequest {
    resources = Set.copyOf(resources);
  }

  @Override
  public String toString() {
    return "AuthorizationCodeRequest[" + client.clientId() + "]";
  }
}
