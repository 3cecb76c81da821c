package io.portcullis.extauthz.request;

/**
 * What a proxy asks. Method, path and host are those the proxy decided on, never those a client
 * claims in {@code x-forwarded-*}. Texts are empty where the message has none; each is read out of
 * the message when it is asked for, so that nobody pays for what nobody needs.
 */
public interface AuthorizationRequest {
  /** The policy that the route names; empty if it names none. */
  Octets policyName();

  /**
   * False if the message contradicts itself: two places disagree on a header that matters, or an
   * owned header comes in a form that a backend could take for the real one.
   */
  boolean consistent();

  /** The header fields. */
  RequestHeaders headers();

  /** The HTTP method, as sent. */
  String method();

  /** Path and query, not decoded. */
  String path();

  /** The authority. */
  String host();

  /** Names this request in logs and denials: what the client sees too, else the proxy's name. */
  String requestId();

  /** The IP address of the proxy's peer. */
  String sourceAddress();

  /** The identity that the proxy read from its peer's verified certificate, a URI first. */
  String peerPrincipal();
}
