package io.portcullis.extauthz.decision;

/** What becomes of a policy's denials. */
public enum EnforcementMode {
  /** They are answered. */
  ENFORCED,
  /** They are counted and logged, and the request passes without an identity. */
  SHADOW,
  /** Nobody passes: the route is shut in an emergency. */
  CLOSED
}
