package io.portcullis.token.session;

/**
 * What is kept of the device that opened a session: hashes, never an address or a user agent.
 *
 * @param label a name to show its owner; may be empty
 * @param userAgentHash may be empty
 * @param addressHash may be empty
 */
public record Device(String label, String userAgentHash, String addressHash) {
  /** Nothing is known of it. */
  public static Device unknown() {
    return new Device("", "", "");
  }
}
