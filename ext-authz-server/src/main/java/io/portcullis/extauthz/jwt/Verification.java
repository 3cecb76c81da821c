package io.portcullis.extauthz.jwt;

/** What verifying a token gave. Only a proved token tells anything of its content. */
public sealed interface Verification {
  /**
   * Signature and claims hold.
   *
   * @param cached whether the signature was proved by an earlier check
   */
  record Verified(ProvenToken token, boolean cached) implements Verification {}

  /** All holds, but its time is over. */
  record Expired(ProvenToken token, boolean cached) implements Verification {}

  /** Nothing is wrong with it so far, but its signature was not verified yet. */
  record Unproven(TokenInQuestion token) implements Verification {}

  /** Not proved. */
  record Rejected(TokenFault fault) implements Verification {}
}
