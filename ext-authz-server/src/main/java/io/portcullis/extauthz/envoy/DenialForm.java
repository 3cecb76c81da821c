package io.portcullis.extauthz.envoy;

import io.portcullis.extauthz.decision.DenyReason;

/**
 * The form of a denial: status, and the challenge of RFC 6750 3 or RFC 9449 7.1.
 *
 * @param status the HTTP status
 * @param title the same in words, RFC 9457 3.1.3
 * @param challenge {@code WWW-Authenticate}, or empty for none
 */
record DenialForm(int status, String title, String challenge) {
  private static final String INVALID_TOKEN = "Bearer error=\"invalid_token\"";

  static DenialForm of(DenyReason reason) {
    return switch (reason) {
      case POLICY_UNKNOWN -> new DenialForm(403, "The route names an unknown policy", "");
      case POLICY_CLOSED -> new DenialForm(403, "The route is closed at present", "");
      case CREDENTIAL_MISSING ->
          new DenialForm(401, "A credential is needed", "Bearer realm=\"portcullis\"");
      case CREDENTIAL_MALFORMED ->
          new DenialForm(400, "The request contradicts itself", "Bearer error=\"invalid_request\"");
      case TOKEN_INVALID -> new DenialForm(401, "The token is not valid", INVALID_TOKEN);
      case TOKEN_EXPIRED -> new DenialForm(401, "The token has expired", described("expired"));
      case TOKEN_REVOKED -> new DenialForm(401, "The token was revoked", described("revoked"));
      case PROOF_INVALID -> new DenialForm(401, "The proof of possession fails", INVALID_TOKEN);
      case DPOP_PROOF_INVALID ->
          new DenialForm(401, "The proof of possession fails", "DPoP error=\"invalid_dpop_proof\"");
      case SCOPE_INSUFFICIENT ->
          new DenialForm(403, "The token lacks a scope", "Bearer error=\"insufficient_scope\"");
      case REVOCATION_STATE_STALE -> new DenialForm(503, "The revocation state is too old", "");
      case REVOCATION_STATE_STALE_UNAUTHORIZED ->
          new DenialForm(401, "The revocation state is too old", described("stale"));
      case OVERLOADED -> new DenialForm(503, "Too many requests at once", "");
      case KEYS_UNAVAILABLE -> new DenialForm(503, "The issuer's keys are not loaded", "");
      case INTERNAL_ERROR -> new DenialForm(503, "The request could not be judged", "");
    };
  }

  private static String described(String description) {
    return INVALID_TOKEN + ", error_description=\"" + description + "\"";
  }
}
