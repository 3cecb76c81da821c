package io.portcullis.extauthz.config;

/** The kinds of credential that a policy may take. */
public enum CredentialName {
  BEARER,
  DPOP,
  API_KEY,
  OPAQUE,
  MTLS
}
