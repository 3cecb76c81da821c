package io.portcullis.extauthz.credential;

/** The kinds of credential that a policy may accept. */
public enum CredentialKind {
  /** A token after {@code Authorization: Bearer}, RFC 6750 2.1. */
  BEARER,
  /** A workload's certificate with a SPIFFE id. */
  MTLS
}
