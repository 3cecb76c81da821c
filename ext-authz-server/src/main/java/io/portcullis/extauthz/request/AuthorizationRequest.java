package io.portcullis.extauthz.request;

/**
 * What a proxy asks. Method, path and host are those the proxy decided on, never those a client
 * claims in {@code x-forwarded-*}.
 *
 * @param method the HTTP method, as sent
 * @param path path and query, not decoded
 * @param host the authority
 * @param streamId the proxy's own name for this request, or empty
 * @param policyName the policy that the route names; empty if it names none
 * @param consistent false if the message contradicts itself: two places disagree on a header that
 *     matters, or an owned header comes in a form that a backend could take for the real one
 */
public record AuthorizationRequest(
    String method,
    String path,
    String host,
    String streamId,
    String policyName,
    boolean consistent,
    RequestHeaders headers) {
  private static final String REQUEST_ID = "x-request-id";

  /** Names this request in logs and denials: what the client sees too, else the proxy's name. */
  public String requestId() {
    String shared = headers.first(REQUEST_ID);
    return shared.isEmpty() ? streamId : shared;
  }
}
