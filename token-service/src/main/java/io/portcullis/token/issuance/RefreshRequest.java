package io.portcullis.token.issuance;

import io.portcullis.token.client.ClientProof;
import java.util.Set;

/**
 * A refresh (RFC 6749 section 6).
 *
 * @param scopes what the new access token shall carry; empty for all that was granted
 */
public record RefreshRequest(ClientProof client, String refreshToken, Set<String> scopes) {
  public RefreshRequest {
    scopes = Set.copyOf(scopes);
  }

  @Override
  public String toString() {
    return "RefreshRequest[" + client.clientId() + "]";
  }
}
