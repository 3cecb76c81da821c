package io.portcullis.token.backchannel;

/** What a try to tell a client came to. */
public enum DeliveryOutcome {
  /** The client has ended its session. */
  DELIVERED,
  /** The client says that the request is wrong, so it would be again. */
  REFUSED,
  /** It will be tried again. */
  RETRIED,
  /** It was tried often enough. */
  GIVEN_UP,
  /** The client has no address any more. */
  UNREGISTERED,
  /** Another instance has it meanwhile. */
  LEASE_LOST
}
