package io.portcullis.extauthz.credential;

/** The kinds of credential that a policy may accept. */
public enum CredentialKind {
  /** A token after {@code Authorization: Bearer}, RFC 6750 2.1. */
  BEARER,
  /** A key in {@code x-api-key}; none can be judged yet, but one beside a token is one too many. */
  API_KEY,
  /** A workload's certificate with a SPIFFE id. */
  MTLS
}
