package io.portcullis.token.session;

/** How a session of somebody's list stands. */
public record SessionState(String clientId, Phase phase) {
  /** How far it has come; each follows those before it. */
  public enum Phase {
    LIVE,
    /** Nobody has ended it, but it is over. */
    EXPIRED,
    /** It has ended, but whoever ended it may not know that its revocation is durable. */
    ENDED,
    /** Its revocation has been acknowledged: there is nothing left to do. */
    SETTLED
  }
}
