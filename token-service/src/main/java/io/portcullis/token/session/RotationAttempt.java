package io.portcullis.token.session;

/**
 * The one conditional write of a refresh.
 *
 * @param presented must be the current token
 * @param terms their client must be the session's
 * @param successor becomes the current token, unless the client's tokens are not rotated
 * @param slot remembers the presented token; the slot it replaces must be past its grace
 * @param idleExpiryMillis the session's new idle limit, Unix milliseconds
 */
record RotationAttempt(
    ParsedToken presented,
    RefreshTerms terms,
    ParsedToken successor,
    Slot slot,
    long nowMillis,
    long idleExpiryMillis) {}
