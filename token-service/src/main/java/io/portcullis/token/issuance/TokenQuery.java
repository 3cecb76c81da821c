package io.portcullis.token.issuance;

import io.portcullis.token.client.ClientProof;

/** A token of any kind and origin, and who brings it. */
public record TokenQuery(ClientProof client, String token) {
  @Override
  public String toString() {
    return "TokenQuery[" + client.clientId() + "]";
  }
}
