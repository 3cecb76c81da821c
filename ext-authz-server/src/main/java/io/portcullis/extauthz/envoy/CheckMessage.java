package io.portcullis.extauthz.envoy;

import io.portcullis.extauthz.request.AuthorizationRequest;
import io.portcullis.extauthz.request.Octets;

/** A {@code CheckRequest} of which only the places of what we need are known. */
final class CheckMessage implements AuthorizationRequest {
  private static final String REQUEST_ID = "x-request-id";

  /** The fields as they came over the wire, repeated ones apart ({@code encode_raw_headers}). */
  final HeaderFields raw;

  /** The fields as a map of text, where Envoy has joined repeated ones by a comma. */
  final HeaderFields merged;

  Octets policy = Octets.NONE;
  Octets id = Octets.NONE;
  Octets method = Octets.NONE;
  Octets path = Octets.NONE;
  Octets host = Octets.NONE;
  Octets sourceAddress = Octets.NONE;
  Octets peerPrincipal = Octets.NONE;
  boolean consistent;

  CheckMessage(byte[] message) {
    this.raw = new HeaderFields(message);
    this.merged = new HeaderFields(message);
  }

  @Override
  public Octets policyName() {
    return policy;
  }

  @Override
  public boolean consistent() {
    return consistent;
  }

  @Override
  public HeaderFields headers() {
    return raw.isEmpty() ? merged : raw;
  }

  @Override
  public String method() {
    return method.text();
  }

  @Override
  public String path() {
    return path.text();
  }

  @Override
  public String host() {
    return host.text();
  }

  @Override
  public String requestId() {
    Octets shared = headers().first(REQUEST_ID);
    return (shared.isEmpty() ? id : shared).text();
  }

  @Override
  public String sourceAddress() {
    return sourceAddress.text();
  }

  @Override
  public String peerPrincipal() {
    return peerPrincipal.text();
  }
}
