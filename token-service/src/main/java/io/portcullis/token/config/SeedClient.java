package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.notBlank;
import static io.portcullis.kit.config.ConfigCheck.or;

import io.portcullis.kit.config.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client to register.
 *
 * @param clientSecret at least 22 random characters; without it the client is public
 * @param accessTokenAudience {@code aud} of its access tokens
 */
public record SeedClient(
    String clientId,
    @Nullable Secret clientSecret,
    List<String> grantTypes,
    List<String> scopes,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    String accessTokenAudience) {
  public SeedClient {
    notBlank("client_id", clientId);
    grantTypes = or(grantTypes, List.of("refresh_token"));
    scopes = or(scopes, List.of());
    redirectUris = or(redirectUris, List.of());
    postLogoutRedirectUris = or(postLogoutRedirectUris, List.of());
    accessTokenAudience = or(accessTokenAudience, "api");
  }
}
