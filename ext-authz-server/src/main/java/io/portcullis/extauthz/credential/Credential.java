package io.portcullis.extauthz.credential;

import io.portcullis.extauthz.request.Octets;

/** What a request shows of itself. */
public sealed interface Credential {
  /** One bearer token, not yet looked at. */
  record Bearer(Octets token) implements Credential {}

  /** The certificate of a workload, which the proxy verified. */
  record PeerCertificate(SpiffeId id) implements Credential {}

  /** No credential of a kind that is accepted. */
  record Absent() implements Credential {}

  /** More than one credential where one is allowed. */
  record Malformed() implements Credential {}
}
