package io.portcullis.extauthz.jwt;

import java.util.Map;

/**
 * What an issuer calls its claims. An empty name says that its tokens have no such claim.
 *
 * @param tokenId {@code jti}
 * @param sessionId {@code sid}
 * @param tenant {@code tid}
 * @param clientId {@code client_id}
 * @param scope {@code scope}
 * @param sessionStart {@code sst}
 */
public record ClaimNames(
    String tokenId,
    String sessionId,
    String tenant,
    String clientId,
    String scope,
    String sessionStart) {
  /** The names of our own token service. */
  public static ClaimNames standard() {
    return renamed(Map.of());
  }

  /** The standard names, but for those in {@code foreignNames}, standard name to foreign name. */
  public static ClaimNames renamed(Map<String, String> foreignNames) {
    return new ClaimNames(
        foreignNames.getOrDefault("jti", "jti"),
        foreignNames.getOrDefault("sid", "sid"),
        foreignNames.getOrDefault("tid", "tid"),
        foreignNames.getOrDefault("client_id", "client_id"),
        foreignNames.getOrDefault("scope", "scope"),
        foreignNames.getOrDefault("sst", "sst"));
  }
}
