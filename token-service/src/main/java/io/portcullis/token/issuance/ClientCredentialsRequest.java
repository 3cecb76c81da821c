package io.portcullis.token.issuance;

import io.portcullis.token.client.ClientProof;
import java.util.Set;

/**
 * A client that asks for a token of its own (RFC 6749 section 4.4).
 *
 * @param scopes what the token shall carry; empty for all that it may have
 * @param resources what the token shall be for (RFC 8707); empty for the client's usual audience
 */
public record ClientCredentialsRequest(
    ClientProof client, Set<String> scopes, Set<String> resources) {
  public ClientCredentialsRequest {
    scopes = Set.copyOf(scopes);
    resources = Set.copyOf(resources);
  }

  @Override
  public String toString() {
    return "ClientCredentialsRequest[" + client.clientId() + "]";
  }
}
