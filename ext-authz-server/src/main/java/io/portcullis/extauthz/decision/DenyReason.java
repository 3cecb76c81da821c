package io.portcullis.extauthz.decision;

/**
 * Why a request does not pass, in the order in which reasons win. Two reasons may share a code
 * where one case has two answers.
 */
public enum DenyReason {
  POLICY_UNKNOWN("policy_unknown"),
  /** The policy lets nobody pass at present. */
  POLICY_CLOSED("policy_closed"),
  CREDENTIAL_MISSING("credential_missing"),
  CREDENTIAL_MALFORMED("credential_malformed"),
  TOKEN_INVALID("token_invalid"),
  TOKEN_EXPIRED("token_expired"),
  TOKEN_REVOKED("token_revoked"),
  /** A token bound to a certificate, or to something unknown, without its proof. */
  PROOF_INVALID("proof_invalid"),
  /** A token bound to a DPoP key without its proof. */
  DPOP_PROOF_INVALID("proof_invalid"),
  SCOPE_INSUFFICIENT("scope_insufficient"),
  /** The revocation state is too old; try again soon. */
  REVOCATION_STATE_STALE("revocation_state_stale"),
  /** The same, where the policy has the client fetch a new token, which proves itself fresh. */
  REVOCATION_STATE_STALE_UNAUTHORIZED("revocation_state_stale"),
  OVERLOADED("overloaded"),
  KEYS_UNAVAILABLE("keys_unavailable"),
  /** A fault of ours; nothing is said of the request. */
  INTERNAL_ERROR("internal_error");

  private final String code;

  DenyReason(String code) {
    this.code = code;
  }

  /** The {@code code} of the answer's body, also the {@code reason} of metrics. */
  public String code() {
    return code;
  }
}
