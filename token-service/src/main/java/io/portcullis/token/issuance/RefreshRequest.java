package io.portcullis.token.issuance;

import io.portcullis.token.client.ClientProof;
import java.util.Set;

/**
 * A refresh (RFC 6749 section 6).
 *
 * @param scopes what the new access token shall carry; empty for all that was granted
 * @param resources what it shall be for (RFC 8707); empty for all that was granted
 */
public record RefreshRequest(
    ClientProof client, String refreshToken, Set<String> scopes, Set<String> resources) {
  public RefreshRequest {
    scopes = Set.copyOf(scopes);
    resources = Set.copyOf(resources);
  }

  @Override
  public String toString() {
    return "RefreshRequest[" + client.clientId() + "]";
  }
}
