package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.notBlank;
import static io.portcullis.kit.config.ConfigCheck.or;

import io.portcullis.kit.config.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client to register.
 *
 * @param clientName what users read on the pages; the id without it
 * @param clientSecret at least 22 random characters
 * @param jwks public keys for {@code private_key_jwt}, a JWK set as JSON; without these and a
 *     secret the client is public
 * @param accessTokenAudience {@code aud} of its access tokens, unless it asks for a resource
 * @param resources absolute URIs that its tokens may be asked for (RFC 8707)
 * @param firstParty one of our own apps: no consent is asked for, but for {@code offline_access}
 * @param idTokenSignedResponseAlg RS256, which needs {@code signing.rs256}; the usual one without
 *     it
 * @param webOrigins of its pages, which may read our answers in a browser (CORS)
 * @param backchannelLogoutUri where it hears of ended sessions; https, or http on loopback
 * @param backchannelLogoutSessionRequired whether it can do nothing without {@code sid}
 * @param requirePushedAuthorizationRequests takes authorization requests only if it pushed them
 * @param introspects audiences whose tokens it may introspect besides its own
 * @param refreshGrace instead of the service's own, 0 to 60 s
 * @param rotateRefreshTokens false for a confidential client that goes on with the same one
 */
public record SeedClient(
    String clientId,
    @Nullable String clientName,
    @Nullable Secret clientSecret,
    @Nullable String jwks,
    List<String> grantTypes,
    List<String> scopes,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    String accessTokenAudience,
    List<String> resources,
    List<String> introspects,
    @Nullable Duration refreshGrace,
    Boolean rotateRefreshTokens,
    Boolean firstParty,
    Boolean requirePushedAuthorizationRequests,
    @Nullable String idTokenSignedResponseAlg,
    List<String> webOrigins,
    @Nullable String backchannelLogoutUri,
    Boolean backchannelLogoutSessionRequired) {
  public SeedClient {
    notBlank("client_id", clientId);
    grantTypes = or(grantTypes, List.of("refresh_token"));
    scopes = or(scopes, List.of());
    redirectUris = or(redirectUris, List.of());
    postLogoutRedirectUris = or(postLogoutRedirectUris, List.of());
    accessTokenAudience = or(accessTokenAudience, "api");
    resources = or(resources, List.of());
    introspects = or(introspects, List.of());
    if (refreshGrace != null) {
      refreshGrace = between("refresh_grace", refreshGrace, Duration.ZERO, Duration.ofSeconds(60));
    }
    rotateRefreshTokens = or(rotateRefreshTokens, true);
    webOrigins = or(webOrigins, List.of());
    backchannelLogoutSessionRequired = or(backchannelLogoutSessionRequired, false);
    firstParty = or(firstParty, false);
    requirePushedAuthorizationRequests = or(requirePushedAuthorizationRequests, false);
  }
}
