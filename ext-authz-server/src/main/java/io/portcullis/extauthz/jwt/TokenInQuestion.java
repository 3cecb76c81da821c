package io.portcullis.extauthz.jwt;

/**
 * A token that passed all that is cheap. What is left costs a hundred times as much, so it is left
 * to whoever knows where and when to spend it.
 */
@FunctionalInterface
public interface TokenInQuestion {
  /** Verifies the signature and judges the claims as of now; never again {@code Unproven}. */
  Verification verify();
}
