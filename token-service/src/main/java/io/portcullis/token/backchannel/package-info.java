/**
 * OpenID Connect Back-Channel Logout 1.0: tells clients of sessions that have ended. What is to be
 * told is written to the outbox in the transaction that ends the session, and delivered by any
 * instance later: at least once, never on a user's path.
 */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.backchannel;
