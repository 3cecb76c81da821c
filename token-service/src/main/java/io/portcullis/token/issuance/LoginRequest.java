package io.portcullis.token.issuance;

import io.portcullis.token.session.Device;

/** A person at a first-party app. */
public record LoginRequest(String email, String password, String clientId, Device device) {
  @Override
  public String toString() {
    return "LoginRequest[" + clientId + "]";
  }
}
